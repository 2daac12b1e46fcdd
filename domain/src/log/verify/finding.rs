//! What can be wrong with a log, and what is proved when nothing is?

use crate::id::LogEntryId;
use crate::log::Position;
use crate::text::reasons;

/// An alteration that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The entry is not the one that got this position.
    Altered {
        /// Where.
        position: Position,
        /// The entry that stands there.
        id: LogEntryId,
    },
    /// Entry and link fit together, and the service never signed them.
    Rewritten {
        /// Where.
        position: Position,
    },
    /// Positions or their entries are not there.
    Missing {
        /// The first of them.
        first: Position,
        /// The last of them.
        last: Position,
    },
    /// A position stands after a later one.
    Disordered {
        /// Which.
        position: Position,
    },
    /// Signed, but it does not continue what stands before it: a log was continued from an older copy.
    Forked {
        /// Where.
        position: Position,
    },
    /// A checkpoint is about another log.
    AnotherLog {
        /// Up to which position.
        position: Position,
    },
    /// A checkpoint that the service never signed.
    ForgedCheckpoint {
        /// Up to which position.
        position: Position,
    },
    /// The log ends before a position that is known to have been there.
    Cut {
        /// The last position.
        ends: Position,
        /// The one that is known.
        known: Position,
    },
    /// The log begins after the position of the checkpoint that was given, and does not follow on from it.
    NotMet {
        /// The position of the checkpoint.
        known: Position,
        /// The position after which the log begins.
        after: Position,
    },
    /// An entry that the service did not write.
    Outside {
        /// Which.
        id: LogEntryId,
    },
    /// The checkpoint that was given is not signed by the keys that were given.
    ForeignWitness {
        /// Up to which position.
        position: Position,
    },
    /// The file is not whole, or no exported log.
    Torn,
}

reasons! {
    Finding {
        Self::Altered { position, id } => "第{position}号位置的记录{id}已被改动,与当时签名的内容不符",
            "position {position}: entry {id} was altered; it is not the one that was signed";
        Self::Rewritten { position } => "第{position}号位置被改写,链值吻合但签名不符",
            "position {position}: was rewritten; its link fits, its signature does not";
        Self::Missing { first, last } => "第{first}至{last}号位置的记录缺失",
            "positions {first} to {last}: their entries are missing";
        Self::Disordered { position } => "第{position}号位置顺序颠倒或重复",
            "position {position}: stands after a later one, or twice";
        Self::Forked { position } => "第{position}号位置有签名,但与此前的日志不相连:日志曾从旧副本续写",
            "position {position}: is signed, and does not continue the log before it; a log was continued from an older copy";
        Self::AnotherLog { position } => "截至第{position}号位置的检查点与本日志不符:此前的内容被改写,或是另一份日志",
            "checkpoint of position {position}: is about another log than this one; what stands up to there was rewritten";
        Self::ForgedCheckpoint { position } => "截至第{position}号位置的检查点签名无效",
            "checkpoint of position {position}: is not signed by the given keys";
        Self::Cut { ends, known } => "日志止于第{ends}号位置,而第{known}号位置曾经存在:末尾被截去",
            "the log ends at position {ends}, and position {known} is known to have been there; its end was cut off";
        Self::NotMet { known, after } => "日志从第{after}号位置之后开始,无法与所给检查点(第{known}号位置)核对,请用--since不大于{known}重新导出",
            "the log begins after position {after}, and your checkpoint is of position {known}; export it from {known} or earlier";
        Self::Outside { id } => "记录{id}不在链中,且不是本系统写入的",
            "entry {id}: stands outside the chain, and the service did not write it";
        Self::ForeignWitness { position } => "所给检查点(第{position}号位置)不是用所给公钥对应的密钥签名的,请核对公钥",
            "the checkpoint that you gave (position {position}) is not signed by the keys that you gave; compare the keys";
        Self::Torn => "文件不完整,或不是导出的日志,请重新导出",
            "the file is not whole, or no exported log; export it again";
    }
}

/// The most findings that are kept one by one.
const MOST: usize = 1000;

/// What reading a log has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The position before the first one.
    pub after: Position,
    /// The last position.
    pub last: Position,
    /// How many positions the file tells.
    pub told: u64,
    /// How many of them are proved: entry, place and all that stands before.
    pub proved: u64,
    /// How many checkpoints agree.
    pub checkpoints: u64,
    /// Whether the checkpoint that was given agrees.
    pub witnessed: bool,
    /// How many entries wait for their position.
    pub waiting: u64,
    /// At which positions the service said that it went on from a backup.
    pub restored: Vec<Position>,
    /// What was found, in order, the first thousand.
    pub findings: Vec<Finding>,
    /// How many were found in all.
    pub all: u64,
}

impl Report {
    pub(super) fn found(&mut self, finding: Finding) {
        self.all += 1;
        if self.findings.len() < MOST {
            self.findings.push(finding);
        }
    }

    /// Whether nothing was found.
    pub const fn holds(&self) -> bool {
        self.all == 0
    }
}
