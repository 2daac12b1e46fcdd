//! What is on record, and how is it known that nothing of it was altered? Every act by its name, in a chain.

mod chain;
mod checkpoint;
mod entry;
mod octets;
mod verify;

pub use chain::{Link, Place, Position};
pub use checkpoint::{Checkpoint, NotCheckpoint};
pub use entry::{LogEntry, LogSubject};
pub use octets::Octets;
pub use verify::{Checks, Finding, Line, Report, Verifier};

use crate::words::spoken;

spoken! {
    /// What was done (操作): the word of an entry of the log.
    Act {
        /// A key that signs was made.
        CreateSigningKey "生成签名密钥"
        /// Processes were told of a version of the root of all keys.
        AnnounceKey "公布根密钥版本"
        /// A process does not hold a version that it was told of.
        ObjectToKey "报告缺少根密钥版本"
        /// What is sealed went over to the next version, some rows of it.
        RotateKeys "轮换密钥"
        /// A version that nothing is under any more was forgotten.
        RetireKey "停用根密钥版本"
        /// The key that signs tokens was followed by another.
        RotateSigningKey "轮换签名密钥"
        /// All data was about to leave as a backup.
        MakeBackup "备份全部数据"
        /// The service went on from a backup.
        RestoreBackup "由备份恢复"
        /// Somebody signed in.
        SignIn "登录"
        /// A sign-in failed.
        FailSignIn "登录失败"
        /// A wait of sign-ins was lifted.
        LiftSignInWait "解除登录等待"
        /// Somebody began a second factor.
        BeginSecondFactor "开始启用二次验证"
        /// Somebody confirmed their second factor.
        ConfirmSecondFactor "启用二次验证"
        /// Somebody removed their second factor.
        RemoveSecondFactor "停用本人二次验证"
        /// A security administrator took a lost second factor away.
        TakeSecondFactorAway "解除他人二次验证"
        /// Sessions were ended, one's own or by a security administrator.
        EndSessions "结束登录会话"
        /// Somebody signed out.
        SignOut "退出登录"
        /// A session was kept alive.
        RefreshSession "延续登录"
        /// A refresh token came a second time, and ended its session.
        RefreshReused "刷新令牌被重复使用"
        /// Somebody changed their own password.
        ChangePassword "修改本人密码"
        /// An administrator gave a password.
        ResetPassword "重置密码"
        /// A program got another secret.
        RotateSecret "更换程序密钥"
        /// A union came to be.
        CreateUnion "新建工会组织"
        /// A union was changed.
        ChangeUnion "变更工会组织"
        /// A union was closed, or opened again.
        CloseUnion "停用或恢复工会组织"
        /// An officer was entered.
        CreateOfficer "登记人员"
        /// An officer's name or identifiers were changed.
        ChangeOfficer "变更人员信息"
        /// That an officer's citizen id was corrected rightly was confirmed by somebody else.
        ConfirmCorrection "确认身份证号更正"
        /// Whole values were shown to somebody, for a purpose.
        Disclose "查阅完整信息"
        /// A copy was made of all that is held about a person.
        CopyPerson "制作个人信息副本"
        /// A program was granted a standing purpose.
        GrantPurpose "授予程序查阅用途"
        /// A program's standing purpose was ended.
        EndPurpose "终止程序查阅用途"
        /// A mandate was proposed for an auditor.
        GiveMandate "提出审计授权"
        /// A mandate was confirmed by a second officer.
        ConfirmMandate "确认审计授权"
        /// A mandate was not confirmed, or taken back.
        DeclineMandate "不予确认审计授权"
        /// An auditor's mandate was ended.
        EndMandate "终止审计授权"
        /// An auditor opened a case; once a day for each.
        OpenApplication "审计查阅申请"
        /// An auditor opened a dossier; once a day for each.
        OpenDossier "审计查阅档案"
        /// An auditor drew a sample of cases.
        DrawSample "抽取审计样本"
        /// An auditor read a list; once a day for each and what it was cut down to.
        ReadList "审计查阅列表"
        /// A post was given.
        CreateAccount "开设账号"
        /// A post's days or scopes were changed.
        ChangeAccount "变更账号"
        /// A post was closed, or opened again.
        CloseAccount "停用或恢复账号"
        /// A post, or a new password for it, was confirmed by a second officer.
        ConfirmAccount "确认账号"
        /// A post, or a new password for it, was not confirmed, or taken back.
        DeclineAccount "不予确认账号"
        /// A post was lent.
        Delegate "委托岗位"
        /// A lent post was given back.
        EndDelegation "结束委托"
        /// The demonstration's clock was set.
        SetClock "调整演示时钟"
        /// Schools and calendars that the program ships were added.
        InstallShipped "装入随程序提供的院校和日历"
        /// A list of schools was taken over.
        ImportSchools "导入院校名单"
        /// A school was added.
        AddSchool "增加院校"
        /// A school was corrected.
        CorrectSchool "更正院校"
        /// A school was closed.
        CloseSchool "停用院校"
        /// A year's calendar was replaced.
        ReplaceCalendar "更新日历"
        /// A campaign was set up.
        CreateCampaign "建立年度活动"
        /// A campaign was changed.
        ChangeCampaign "变更年度活动"
        /// An edition of the policy was drafted.
        DraftEdition "拟订政策"
        /// A draft of the policy was changed.
        ChangeEdition "修改政策草案"
        /// A draft of the policy was thrown away.
        DiscardEdition "放弃政策草案"
        /// An edition of the policy came into force.
        PublishEdition "发布政策"
        /// A union got more time.
        Extend "延长期限"
        /// A case was entered.
        EnterApplication "录入申请"
        /// A case was changed.
        ChangeApplication "变更申请"
        /// A case was moved a step.
        ActOnApplication "办理申请"
        /// Many cases were moved in one call.
        ActOnApplications "批量办理申请"
        /// A draft's time was over.
        LapseDraft "草稿过期"
        /// Kept answers were forgotten.
        ForgetAnswers "清除已保存的应答"
        /// Evidence was written into a case.
        RecordEvidence "登记办理材料"
        /// A file was attached.
        AttachFile "上传附件"
        /// A file was taken out.
        RemoveAttachment "撤下附件"
        /// A file was read.
        ReadAttachment "查阅附件"
        /// Names were put up on a board.
        MakePosting "公示"
        /// A photograph of a board was added.
        AddPhotograph "上传公示照片"
        /// The public said something of a case.
        ReceiveConcern "收到公众意见"
        /// What the public said was not kept, for too much waits unread.
        MissConcern "公众意见未能收存"
        /// What the public said was admitted or turned away.
        AnswerConcern "处理公众意见"
        /// A dossier was entered.
        EnterDossier "录入档案"
        /// A dossier was changed.
        ChangeDossier "变更档案"
        /// A dossier was reviewed for the year.
        RenewDossier "复核档案"
        /// A dossier was put on file.
        ConfirmDossier "确认建档"
        /// A dossier was not reviewed in time.
        LapseDossier "档案逾期未复核"
        /// A dossier was closed.
        CloseDossier "撤销档案"
        /// A fund was set up.
        CreateFund "设立资金"
        /// A fund was closed.
        CloseFund "关闭资金"
        /// The budget of a fund moved.
        MoveBudget "调整预算"
        /// Awards were given money of a fund.
        FundAwards "安排救助资金"
        /// An award gave its money back to the fund.
        ReleaseAward "退回救助资金"
        /// A batch of payments was prepared.
        PreparePayments "编制发放批次"
        /// A batch of payments was approved.
        ApprovePayments "审核发放批次"
        /// A batch of payments was given up.
        DissolvePayments "撤销发放批次"
        /// A batch of payments was handed to the bank.
        SendPayments "提交银行发放"
        /// The file for the bank was read, with whole numbers of cards and accounts.
        ReadBankFile "查阅银行发放文件"
        /// The bank is told directly of payments.
        OrderPayments "向银行发送付款指令"
        /// What the bank has on record of payments was taken over.
        SettlePayments "核对银行记录"
        /// What the bank said of payments was taken down.
        AnswerPayments "登记银行回盘"
        /// A family paid back what was reclaimed.
        RecoverPayment "登记追回款"
        /// An officer entered a family into the national system.
        EnterNationalRecord "登记全国系统录入"
        /// The national system's side asked for families that are due.
        PullNationalRecords "全国系统提取"
        /// A worksheet of families to be entered was read, with whole values.
        ReadNationalWorksheet "查阅全国系统录入表"
        /// Approval forms were printed, with whole values.
        PrintApprovalForms "打印助学审批表"
        /// The list of those who were aided was made, with whole values.
        PrintNameList "编制救助名单"
        /// A list that the national system gave out was compared.
        CompareNationalList "核对全国系统名单"
        /// The national system's side said what became of a family.
        ReportNationalRecord "登记全国系统反馈"
        /// Somebody settled in what a family differs, or what failed.
        SettleNationalRecord "处理全国系统差异"
        /// A union declared whom it asks aid for.
        DeclareList "申报名单"
        /// A declaration was received, or given back.
        AnswerDeclaration "签收或退回申报"
        /// Long work was asked for.
        GiveJob "提交作业"
        /// Long work was stopped.
        StopJob "取消作业"
        /// Long work went on, or came to its end.
        GoOnWithJob "推进作业"
        /// Files of imports whose time was over were removed.
        ForgetFiles "清除过期的导入文件"
        /// The rows that an import refused went out to be corrected, with whole values.
        ReadRefusedRows "取回导入有误的行"
        /// The paper of a case was filed.
        FilePaper "归档"
        /// All that a case consists of was put into one file, with whole values.
        BundleCase "导出案卷"
        /// What a family said of its money was taken down.
        RecordReceipt "登记签收"
        /// The detail of an entry of the log was read.
        ReadLogDetail "查阅日志内容"
        /// Somebody said that they keep a checkpoint elsewhere.
        WitnessCheckpoint "见证日志检查点"
        /// Dossiers were searched by an identifier.
        SearchDossiers "检索档案"
        /// A case was erased: its key was destroyed.
        EraseApplication "清除申请"
        /// It was proposed that something is erased before its time.
        ProposeErasure "提出清除"
        /// An erasure that was proposed was not confirmed, or taken back.
        DeclineErasure "不予确认清除"
        /// A dossier was erased with its cases: their keys were destroyed.
        EraseDossier "清除档案"
        /// Files and kept answers of what was erased were removed.
        ClearErased "清除残留数据"
        /// Somebody is in another open household already.
        HouseholdConflict "家庭成员重复建档"
    }
}

impl Act {
    /// What of the acts is no more than looking.
    pub const READINGS: [Self; 6] = [
        Self::OpenApplication,
        Self::OpenDossier,
        Self::ReadList,
        Self::ReadAttachment,
        Self::Disclose,
        Self::ReadLogDetail,
    ];
}
