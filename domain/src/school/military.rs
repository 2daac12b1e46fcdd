//! Is it a military academy (军队院校除外, N01)? By code; by name alone a person decides.

use super::{SchoolCode, SchoolScheme};

/// Civil codes of schools that were in active service under the ministry of public security until the
/// reform of 2018: whether they are military academies, a person decides.
const GREY_CODES: [&str; 2] = ["4113011105", "4133010829"];
/// What the names of armed services and their academies begin with, and those of the active-service
/// schools of public security.
const SERVICES: [&str; 14] = [
    "解放军",
    "武装警察",
    "武警",
    "国防大学",
    "国防科技大学",
    "国防科学技术大学",
    "陆军",
    "海军",
    "空军",
    "火箭军",
    "战略支援部队",
    "公安边防",
    "公安消防",
    "公安警卫",
];
const OF_THE_PEOPLE: &str = "中国人民";

/// Whether a school is a military academy, by its code and name; `None` where a person must decide.
/// A military code is decisive; a name alone is not. Academies of the police are not military.
pub fn is_military(code: &SchoolCode, name: &str) -> Option<bool> {
    let of_service = name.strip_prefix(OF_THE_PEOPLE).unwrap_or(name);
    let grey =
        GREY_CODES.contains(&code.as_str()) || SERVICES.iter().any(|service| of_service.starts_with(service));
    match (code.scheme(), grey) {
        (SchoolScheme::Military, _) => Some(true),
        (SchoolScheme::Moe, true) => None,
        (SchoolScheme::Moe, false) => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_decides_on_what_a_name_alone_suggests() {
        let moe = SchoolCode::new(SchoolScheme::Moe, "4111010999").unwrap();
        for name in [
            "中国人民解放军某某学院",
            "陆军某某大学",
            "武警某某学院",
            "公安边防某某学校",
            "中国人民武装警察部队某某学院",
        ] {
            assert_eq!(is_military(&moe, name), None, "{name}");
        }
        for name in ["中国人民大学", "中国人民公安大学", "空间技术学院", "国防工业职业技术学院"]
        {
            assert_eq!(is_military(&moe, name), Some(false), "{name}");
        }
    }

    #[test]
    fn the_grey_ones_are_known_by_code_whatever_they_are_called() {
        for code in GREY_CODES {
            let grey = SchoolCode::new(SchoolScheme::Moe, code).unwrap();
            assert_eq!(is_military(&grey, "某学院"), None, "{code}");
        }
    }

    #[test]
    fn a_military_code_is_decisive() {
        let code = SchoolCode::new(SchoolScheme::Military, "91016").unwrap();
        assert_eq!(is_military(&code, "某学院"), Some(true));
    }
}
