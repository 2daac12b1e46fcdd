//! How is the key that signs tokens followed by another, without a valid request failing?

use domain::log::Act;
use domain::time::Instant;
use persistence::signing_keys::SigningKey;
use persistence::{Entry, Logged, Stamp, Store, StoreError, Subject};

use super::token::following;

/// Makes the key that follows, at that real instant; none while an earlier one is still to come.
pub async fn follow(store: &Store, now: Instant) -> Result<Option<(Instant, Instant)>, StoreError> {
    let (signs_from, checks_until) = following(now);
    let stamp = Stamp::of_the_service(now, "keys".to_owned());
    store
        .write(&stamp, async |work| {
            let kid = work.new_id()?;
            let key = SigningKey::generate(kid)
                .ok_or_else(|| StoreError::Unavailable("the machine makes no key".to_owned()))?;
            let made = work.follow_token_key(&key, (now, signs_from, checks_until)).await?;
            let entry = Entry::new(Act::RotateSigningKey, Subject::new("signing_key", kid));
            Ok(Logged::new(made.then_some((signs_from, checks_until)), entry))
        })
        .await
}
