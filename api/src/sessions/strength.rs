//! Is a password one that others guess first? Common words, rows of keys, dates, and whatever names its owner.

use domain::citizen_id::CitizenId;
use domain::id::{OfficerId, UnionId};
use domain::officer::OfficerIdentifiers;
use domain::text::reasons;
use persistence::Work;
use zxcvbn::Score;

use crate::problem::Problem;

/// Words that come to mind here before others.
const NEARBY: [&str; 9] = [
    "jinqiu",
    "demonstration",
    "zonggonghui",
    "gonghui",
    "yinchuan",
    "ningxia",
    "zhongguo",
    "zhuxue",
    "mima",
];
/// What no password contains: the demonstration's begins with it, and everybody knows that one.
const OURS: &str = "jinqiu";
/// Shorter names stand by chance in many a password.
const SHORTEST_NAME: usize = 2;

/// What names the owner of a password.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owner(Vec<String>);

impl Owner {
    /// An account of that name, of that officer at that union, as far as they are there.
    pub(crate) async fn of(
        work: &Work,
        username: &str,
        officer: Option<OfficerId>,
        union: UnionId,
    ) -> Result<Self, Problem> {
        let officer = match officer {
            Some(officer) => work.officers().find(officer).await?,
            None => None,
        };
        let known = match &officer {
            Some(officer) => work.officers().identifiers(officer.id).await?,
            None => OfficerIdentifiers::default(),
        };
        let union = work.unions().find(union).await?;
        let names =
            [officer.map(|officer| officer.name.to_string()), union.map(|union| union.name.to_string())];
        Ok(Self::named([username.to_owned()].into_iter().chain(names.into_iter().flatten())).numbered(&known))
    }

    /// The same, whose numbers are these: a colleague knows the last six digits of a citizen id, and the birth date in it.
    pub(crate) fn numbered(mut self, known: &OfficerIdentifiers) -> Self {
        if let Some(number) = known.citizen_id.as_ref().map(CitizenId::reveal) {
            let parts = [number.get(6..14), number.get(number.len().saturating_sub(6)..)];
            self.0.extend(parts.into_iter().flatten().map(str::to_lowercase));
        }
        self.0.extend(known.phone.as_ref().map(|phone| phone.reveal().to_lowercase()));
        self
    }

    /// Somebody with those names.
    pub(crate) fn named(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| name.to_lowercase());
        Self(names.filter(|name| name.chars().count() >= SHORTEST_NAME).collect())
    }
}

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guessable {
    /// It contains a name or a number.
    Names,
    /// It is soon come to.
    Common,
}

reasons! {
    Guessable {
        Self::Names => "密码中不得含有用户名、姓名、工会名称、身份证号中的出生日期或后六位、电话号码或jinqiu,请另设",
            "a password does not contain the user name, the officer's or the union's name, the birth date or the last six \
             digits of their citizen id, their phone, or jinqiu; choose another one";
        Self::Common => "此密码容易被猜中(常用词语、键盘顺序、日期、重复等),请另设,例如用几个互不相干的词",
            "this password is soon guessed (common words, rows of keys, dates, repetition); choose another one, such as \
             several words that have nothing to do with each other";
    }
}

/// Whether nobody would guess it in ten thousand million attempts.
pub(crate) fn judge(password: &str, owner: &Owner) -> Result<(), Guessable> {
    let small = password.to_lowercase();
    if small.contains(OURS) || owner.0.iter().any(|name| small.contains(name.as_str())) {
        return Err(Guessable::Names);
    }
    let near = owner.0.iter().flat_map(|name| name.split(['.', '_', '-'])).chain(NEARBY).collect::<Vec<_>>();
    if zxcvbn::zxcvbn(password, &near).score() < Score::Four { Err(Guessable::Common) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(password: &str) -> Result<(), Guessable> {
        let names = ["head.640104", "杨海霞", "兴庆区总工会"];
        let known = OfficerIdentifiers {
            citizen_id: "11010519491231002X".parse().ok(),
            phone: "13800138000".parse().ok(),
        };
        judge(password, &Owner::named(names.map(str::to_owned)).numbered(&known))
    }

    #[test]
    fn what_names_its_owner_is_refused() {
        for password in [
            "my head.640104!",
            "Head.640104-autumn",
            "我是杨海霞我是谁呀哈哈哈",
            "兴庆区总工会的密码一二三四",
            "JinQiu-demonstration",
            "11010519491231002X",
            "11010519491231002x8",
            "rain on the river 19491231",
            "haixia31002x and nobody else",
            "call me at 13800138000 !",
        ] {
            assert_eq!(told(password), Err(Guessable::Names), "{password}");
        }
    }

    #[test]
    fn what_is_soon_guessed_is_refused() {
        for password in [
            "password1234",
            "Passw0rd1234",
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "aaaaaaaaaaaa",
            "123456789012",
            "20180726201807",
            "iloveyou1234",
            "woaini1314520",
            "beijing20180801",
            "yinchuan2018",
            "abcabcabcabc",
        ] {
            assert_eq!(told(password), Err(Guessable::Common), "{password}");
        }
    }

    #[test]
    fn what_is_long_and_nobodys_is_taken_whatever_characters_it_has() {
        for password in [
            "autumn rain on the yellow river",
            "a3502!kkbbqq",
            "秋雨落在黄河上无人知晓夜",
            "correct horse battery",
        ] {
            assert_eq!(told(password), Ok(()), "{password}");
        }
    }
}
