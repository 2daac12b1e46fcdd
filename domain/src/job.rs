//! What is long work, and how far has it come? A job: what was asked of it, by whom, and what became of each family.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{DossierId, JobId, OfficerId, UnionId};
use crate::text::reasons;
use crate::time::Instant;
use crate::words::spoken;
use crate::year::Year;

spoken! {
    /// What a job does (作业).
    JobKind {
        /// Families of a file are entered, with the cases of their students.
        ImportFamilies "导入家庭"
    }

    /// How the families of a file are taken.
    ImportMode {
        /// Each is checked as if it were entered, and none is.
        Check "只检查"
        /// Each that is sound is entered, whatever the others are.
        Each "逐户录入"
        /// All are entered at once, or none.
        Whole "全部录入或都不录"
    }

    /// Where a job stands.
    JobState {
        /// Nobody has begun.
        Waiting "等待"
        /// Some of it is done.
        Running "进行中"
        /// All of it was gone through.
        Done "已完成"
        /// Somebody stopped it; what was done stays.
        Cancelled "已取消"
        /// It ended before its end; what was done stays.
        Failed "未能完成"
    }

    /// Why a job ended before its end.
    JobFailure {
        /// Whoever gave it may no longer enter families.
        MayNoMore "提交人已无权录入"
        /// The file cannot be read any further.
        Unreadable "文件无法继续读取"
        /// The year has no edition of the policy in force.
        NoEdition "该年度没有生效的政策"
    }

    /// What became of a family of a file.
    LineOutcome {
        /// Its dossier, or a case of it, was entered.
        Entered "已录入"
        /// Its dossier was changed as the file says.
        Changed "已更新"
        /// All of it was there already.
        Unchanged "已在档"
        /// It would be entered, or changed: it was only checked.
        Sound "可录入"
        /// It was not taken, and why is told by column.
        Refused "有误"
    }
}

/// How many families came to which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineCounts {
    /// Entered.
    pub entered: u32,
    /// Changed.
    pub changed: u32,
    /// There already.
    pub unchanged: u32,
    /// Sound, and only checked.
    pub sound: u32,
    /// Refused.
    pub refused: u32,
}

impl LineCounts {
    /// The same with another family.
    #[must_use]
    pub const fn and(mut self, outcome: LineOutcome) -> Self {
        let count = match outcome {
            LineOutcome::Entered => &mut self.entered,
            LineOutcome::Changed => &mut self.changed,
            LineOutcome::Unchanged => &mut self.unchanged,
            LineOutcome::Sound => &mut self.sound,
            LineOutcome::Refused => &mut self.refused,
        };
        *count = count.saturating_add(1);
        self
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Job {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// How it takes the families.
    pub mode: ImportMode,
    /// The union whose families they are.
    pub union: UnionId,
    /// The year of the campaign.
    pub campaign: Year,
    /// Where it stands.
    pub state: JobState,
    /// Why it ended before its end.
    pub failure: Option<JobFailure>,
    /// How many rows of families the file has.
    #[schema(example = 1200)]
    pub rows: u32,
    /// How many of them it has gone through.
    #[schema(example = 340)]
    pub done: u32,
    /// What became of the families so far.
    pub families: LineCounts,
    /// The SHA-256 of the file.
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub sha256: String,
    /// Whether the rows that were refused can still be fetched to be corrected.
    pub has_file: bool,
    /// Who gave it.
    pub given_by: OfficerId,
    /// When.
    pub created_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Raised by every change, and so by every step that it takes.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A family of the file of a job, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobLine {
    /// Its first row in the file, from 1, titles and headings included.
    #[schema(example = 5)]
    pub row: u32,
    /// How many rows it has.
    #[schema(example = 3)]
    pub rows: u32,
    /// What became of it.
    pub outcome: LineOutcome,
    /// Its dossier.
    pub dossier: Option<DossierId>,
    /// What is wrong with it.
    pub faults: Vec<LineFault>,
}

/// What is wrong with a family of a file, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineFault {
    /// The row.
    #[schema(example = 6)]
    pub row: u32,
    /// The heading of the column; null where it is no one column.
    #[schema(example = "身份证号")]
    pub column: Option<String>,
    /// Why, and what to do, in Chinese.
    #[schema(example = "身份证号校验码不正确,请核对")]
    pub reason: String,
    /// The same in English.
    #[schema(example = "the check character is wrong; correct it")]
    pub reason_en: String,
}

/// Why a job is not stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotStopped(JobState);

reasons! {
    NotStopped {
        Self(state) => "作业{state:#},不能再取消", "the job is {state} already, and is not stopped any more";
    }
}

impl JobState {
    /// Whether anything is left to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

impl Job {
    /// Whether it can still be stopped.
    ///
    /// # Errors
    /// [`NotStopped`].
    pub const fn can_be_stopped(&self) -> Result<(), NotStopped> {
        if self.state.is_open() { Ok(()) } else { Err(NotStopped(self.state)) }
    }
}
