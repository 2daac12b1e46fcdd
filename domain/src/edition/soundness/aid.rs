//! Can families be assessed by it? Sums that can be paid, a year of income before the campaign, lists without repetition.

use super::{Flaw, FlawOf, Flaws};
use crate::code_list::shipped;
use crate::edition::Aid;
use crate::edition::readings::ReadAs;
use crate::eligibility::figures::RelationCode;
use crate::eligibility::priority::PriorityKey;
use crate::money::Money;
use crate::month::Month;
use crate::time::Day;
use crate::year::Year;

/// The income is that of a year (N03).
const MONTHS: i64 = 12;

impl Aid {
    /// What cannot stand in it, with pointers below `/aid`, in a campaign of that year that opens on that day.
    pub(super) fn flaws(&self, year: Year, opens: Day) -> Vec<Flaw> {
        let mut flaws = Flaws::of("aid");
        self.sums(&mut flaws);
        self.income(&mut flaws, year, opens);
        self.always(&mut flaws);
        let (accepted, for_review) = (&self.child.accepted, &self.child.for_review);
        flaws.expect(!accepted.is_empty(), "child/value/accepted", FlawOf::Empty);
        flaws.once("child/value/accepted", "", accepted);
        flaws.once("child/value/for_review", "", for_review);
        let both = |code: &RelationCode| accepted.contains(code);
        for (at, _) in for_review.iter().enumerate().filter(|(_, code)| both(code)) {
            flaws.add(&format!("child/value/for_review/{at}"), FlawOf::Twice);
        }
        flaws.once("priority/value", "", self.priority.iter());
        self.categories(&mut flaws);
        flaws.found
    }

    /// Nobody is aided with nothing, and there is somebody below the line.
    fn sums(&self, flaws: &mut Flaws) {
        for (place, sum) in [
            ("line_fen/value", *self.line_fen),
            ("amounts_new/value/inside_fen", self.amounts_new.inside),
            ("amounts_new/value/outside_fen", self.amounts_new.outside),
            ("amounts_earlier/value/inside_fen", self.amounts_earlier.inside),
            ("amounts_earlier/value/outside_fen", self.amounts_earlier.outside),
        ] {
            flaws.number(place, sum, 1, Money::MAX_FEN);
        }
    }

    fn income(&self, flaws: &mut Flaws, year: Year, opens: Day) {
        let (count, to) = (self.months.count(), self.months.to());
        flaws.expect(count == MONTHS, "months/value", FlawOf::NotTwelve { count });
        // How long before the opening the months are over; the opening's own month is not.
        let before = to.months_to(Month::of(opens)) - 1;
        flaws.expect((1..=MONTHS).contains(&before), "months/value/to", FlawOf::NotBefore { to, opens });
        let same = *self.school_year == year.number();
        flaws.expect(same, "school_year/value", FlawOf::OtherSchoolYear { year });
    }

    /// What no edition may read otherwise: who is aided is on file (N01), by one application (N20).
    fn always(&self, flaws: &mut Flaws) {
        let (filed, single) = (&self.on_file, &self.single_application);
        for (place, read) in [
            ("on_file/value/closed", filed.closed),
            ("on_file/value/none", filed.none),
            ("single_application/value/another", single.another),
        ] {
            flaws.expect(read == ReadAs::NotMet, place, FlawOf::NeverMet);
        }
        for (place, read) in
            [("on_file/value/on_file", filed.on_file), ("single_application/value/no_other", single.no_other)]
        {
            flaws.expect(read == ReadAs::Met, place, FlawOf::AlwaysMet);
        }
    }

    /// Categories are ranked whenever the list has had them: dossiers keep those of earlier years.
    fn categories(&self, flaws: &mut Flaws) {
        let lists = shipped().unwrap_or_default();
        let list = lists.iter().find(|list| list.key.as_str() == "hardship_category");
        for (at, code) in self.hardship.iter().enumerate() {
            let there = list.is_some_and(|list| list.entries.iter().any(|entry| entry.code == *code));
            flaws.expect(there, &format!("hardship/value/{at}"), FlawOf::NoCategory);
        }
        flaws.once("hardship/value", "", self.hardship.iter());
        let asked = self.priority.contains(&PriorityKey::Hardship);
        flaws.expect(!asked || !self.hardship.is_empty(), "hardship/value", FlawOf::Empty);
    }
}
