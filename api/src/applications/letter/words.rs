//! What does the letter say, line by line, to be printed?

use domain::application::appeal::AppealStanding;
use domain::money::yuan;
use domain::name::Title;
use domain::text::Language;

use super::{Letter, LetterAppeal, Tells};

impl Letter {
    /// The letter with its words.
    pub(super) fn in_words(mut self, language: Language) -> Self {
        self.text = language.choose(self.chinese(), self.english());
        self
    }

    /// What the family has to pay back still, and to whom.
    fn pay_back(&self) -> Option<(i64, &Title)> {
        self.pay_back_fen.filter(|fen| *fen > 0).zip(self.pay_back_to.as_ref())
    }

    fn chinese(&self) -> String {
        let Self { worker_name, student_name, campaign, number, decision, .. } = self;
        let came = match self.tells {
            Tells::Rejection => format!("经{}审核,不予通过。", decision.by),
            Tells::Revocation => format!("原已核准,现由{}撤销核准。", decision.by),
        };
        let mut lines = vec![
            format!("{worker_name}同志:"),
            format!("您为{student_name}提出的{campaign}助学申请(编号{number}),{came}"),
            format!("理由:{}", decision.reasons),
        ];
        lines.extend(self.findings.iter().map(|finding| finding.text.clone()));
        lines.extend(
            self.dismissal
                .iter()
                .map(|of| format!("您的申诉经{}于{}审理,予以驳回,理由:{}", of.by, of.on.day(), of.reasons)),
        );
        lines.extend(
            self.pay_back()
                .map(|(fen, to)| format!("该笔助学金已经发放,请将尚未退回的{}元退回{to}。", yuan(fen))),
        );
        lines.push(self.appeal.as_ref().map_or_else(
            || "如对撤销有疑问,可向申请受理工会查询;情况有变化的,可重新申请。".to_owned(),
            LetterAppeal::chinese,
        ));
        lines.push(format!("{}  {}", decision.by, decision.on.day()));
        lines.join("\n")
    }

    fn english(&self) -> String {
        let Self { worker_name, student_name, campaign, number, decision, .. } = self;
        let came = match self.tells {
            Tells::Rejection => format!("was rejected by {}.", decision.by),
            Tells::Revocation => format!("had been approved; {} has revoked the approval.", decision.by),
        };
        let mut lines = vec![
            format!("To {worker_name}"),
            format!("Your application for {student_name} in {campaign} ({number}) {came}"),
            format!("Reasons: {}", decision.reasons),
        ];
        lines.extend(self.findings.iter().map(|finding| finding.text.clone()));
        lines.extend(self.dismissal.iter().map(|of| {
            format!("Your appeal was heard and dismissed by {} on {}: {}", of.by, of.on.day(), of.reasons)
        }));
        lines.extend(self.pay_back().map(|(fen, to)| {
            format!("The money was paid already; pay the {} yuan that are left back to {to}.", yuan(fen))
        }));
        lines.push(self.appeal.as_ref().map_or_else(
            || "Ask the union that took your application if you have questions; if matters change, apply anew.".to_owned(),
            LetterAppeal::english,
        ));
        lines.push(format!("{}, {}", decision.by, decision.on.day()));
        lines.join("\n")
    }
}

impl LetterAppeal {
    fn chinese(&self) -> String {
        let Self { standing, made_at, heard_by, last_day, disputed, .. } = self;
        let heard_by = heard_by.as_ref().map(|union| format!(",由{union}审理")).unwrap_or_default();
        let by = last_day.map(|day| format!("于{day}前(含当日)")).unwrap_or_default();
        let disputed = if *disputed { ",或引用收入认定中的分歧" } else { "" };
        match standing {
            AppealStanding::Open => {
                format!("如不同意,可提出新的理由{disputed},{by}向{made_at}申诉,以一次为限{heard_by}。")
            }
            AppealStanding::UnderWay => format!("您的申诉已受理{heard_by}。"),
            AppealStanding::Used => "本件已申诉过,不再受理申诉;情况有变化的,可重新申请。".to_owned(),
        }
    }

    fn english(&self) -> String {
        let Self { standing, made_at, heard_by, last_day, disputed, .. } = self;
        let heard_by = heard_by.as_ref().map(|union| format!("; {union} hears it")).unwrap_or_default();
        let by = last_day.map(|day| format!(", by the end of {day}")).unwrap_or_default();
        let disputed = if *disputed { ", or citing the disputed finding of income" } else { "" };
        match standing {
            AppealStanding::Open => format!(
                "If you do not agree, you may appeal once at {made_at}, on new grounds{disputed}{by}{heard_by}."
            ),
            AppealStanding::UnderWay => format!("Your appeal is under way{heard_by}."),
            AppealStanding::Used => {
                "It was appealed against before, and is not again; if matters change, apply anew.".to_owned()
            }
        }
    }
}
