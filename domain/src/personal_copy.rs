//! Who asks for a copy of all that is held about a person? (个人信息保护法 45, 49)

use crate::words::spoken;

spoken! {
    /// On whose request a copy is made.
    CopyAskedBy {
        /// The person themself.
        Person "本人"
        /// A guardian, for somebody under age.
        Guardian "监护人"
        /// Whom the person has charged with it.
        Agent "受托人"
        /// Close kin of somebody who died, for their own lawful interest.
        CloseKin "近亲属"
    }
}
