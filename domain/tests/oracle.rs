//! Is the income line judged right to the fen? Held against fractions written from the clause alone.
//!
//! N03: 家庭年度总收入减去子女年度学费支出,加上工会助学资金后,家庭实际人均月收入低于840元. The oracle
//! divides, in exact fractions of yuan; `JINQIU_ORACLE_CASES` and `JINQIU_SEED` set how many and which.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its own making is wrong")]

use domain::edition::Aid;
use domain::edition::aid::AID_2018;
use domain::eligibility::assess;
use domain::eligibility::facts::Facts;
use domain::eligibility::finding::{RuleId, Verdict};
use domain::eligibility::request::AssessmentRequest;
use domain::money::Money;

/// An exact fraction; its denominator is positive.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

impl Fraction {
    const fn yuan(fen: i128) -> Self {
        Self(fen, 100)
    }
    const fn plus(self, other: Self) -> Self {
        Self(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }
    const fn minus(self, other: Self) -> Self {
        self.plus(Self(-other.0, other.1))
    }
    const fn over(self, divisor: i128) -> Self {
        Self(self.0, self.1 * divisor)
    }
    const fn below(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }
}

/// `SplitMix64`: enough to spread cases, and the same on every machine.
struct Spread(u64);

impl Spread {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, bound: u64) -> i64 {
        i64::try_from(self.next() % bound).unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "a test is told by the environment how long to run")]
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a whole number"))
}

/// What the notice gives, in yuan: 区内4000, 区外5000 this year; 区内3000, 区外4000 before.
const fn given(new: bool, inside: bool) -> i128 {
    match (new, inside) {
        (true, true) | (false, false) => 4000,
        (true, false) => 5000,
        (false, true) => 3000,
    }
}

const FORM: &str = r#"{"campaign": "2018", "dossier": {"status": "on_file"},
 "household": {"people": 1, "income_fen": 0, "tuition_fen": 0, "union_aid_received_fen": 0},
 "student": {"relation": "22", "unified_enrolment": true, "batch": "second", "level": "undergraduate",
             "admission_year": 2018, "years": 4, "enrolment_proof": null,
             "school": {"province": "64", "public": true, "military": false}}}"#;

/// A household whose income with aid lies at the line, a fen to either side, or, one time in four, anywhere.
fn household(form: &Facts, spread: &mut Spread) -> (Facts, [Fraction; 3], i128) {
    let mut facts = form.clone();
    let people = 1 + spread.below(12);
    let tuition = spread.below(3_000_000);
    let received = if spread.below(2) == 0 { 0 } else { spread.below(1_500_000) };
    let mut aid = 0_i128;
    for index in 0..=spread.below(3) {
        let (new, inside) = (spread.below(2) == 0, spread.below(2) == 0);
        let mut student = form.student.clone();
        student.admission_year = (if new { 2018 } else { 2016 }).try_into().ok();
        student.school.as_mut().unwrap().province = (if inside { "64" } else { "61" }).parse().ok();
        aid += given(new, inside);
        if index == 0 {
            facts.student = student;
        } else {
            facts.siblings.push(student);
        }
    }
    let addend = match spread.below(3) {
        0 => i64::try_from(aid).unwrap() * 100,
        1 => received,
        _ => 0,
    };
    let off = if spread.below(4) == 0 { spread.below(4_000_000) - 2_000_000 } else { spread.below(3) - 1 };
    let income = (84_000 * 12 * people + tuition - addend + off).max(0);
    let fen = |sum: i64| Money::fen(sum).ok();
    facts.household.people = people.try_into().ok();
    (facts.household.income, facts.household.tuition) = (fen(income), fen(tuition));
    facts.household.union_aid_received = fen(received);
    let net = Fraction::yuan(income.into()).minus(Fraction::yuan(tuition.into()));
    let sides = [net.plus(Fraction(aid, 1)), net, net.plus(Fraction::yuan(received.into()))];
    (facts, sides, people.into())
}

#[test]
fn no_family_at_the_line_is_misjudged() {
    let (cases, seed) = (setting("JINQIU_ORACLE_CASES", 20_000), setting("JINQIU_SEED", 20_180_726));
    let aid: Aid = serde_json::from_str(AID_2018).unwrap();
    let request: AssessmentRequest = serde_json::from_str(FORM).unwrap();
    let form = request.resolve(|_| None).unwrap();
    let mut spread = Spread(seed);
    let (mut wrong, mut met, mut disputed) = (0_u64, 0_u64, 0_u64);
    for _ in 0..cases {
        let (facts, sides, people) = household(&form, &mut spread);
        let within = sides.map(|yearly| yearly.over(people).over(12).below(Fraction(840, 1)));
        let [with_aid, ..] = within;
        let differ = within.contains(&true) && within.contains(&false);
        let found = assess(&facts, &aid, 2018, &[]);
        let line = found.findings.iter().find(|finding| finding.rule == RuleId::IncomeLine).unwrap();
        let right = (line.verdict == Verdict::Met) == with_aid
            && line.verdict != Verdict::Unknown
            && found.disputed == differ;
        wrong += u64::from(!right);
        met += u64::from(with_aid);
        disputed += u64::from(differ);
    }
    println!("oracle: {cases} cases, seed {seed}: {wrong} wrong, {met} met, {disputed} disputed");
    assert_eq!(wrong, 0, "seed {seed}");
}
