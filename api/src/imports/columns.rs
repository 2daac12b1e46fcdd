//! Which columns has the file of families? Each once: what it is called, where its cells go, and how they are written.

use domain::dossier::{IncomeKind, WorkerKind};
use domain::eligibility::facts::{Batch, StudyLevel};
use domain::sex::Sex;
use domain::text::{Language, Tell};
use strum::VariantArray;

/// A column.
pub(super) struct Column {
    /// What it is called; the heading in the file.
    pub(super) heading: &'static str,
    /// Where its cells go.
    pub(super) field: Field,
    /// How they are written.
    pub(super) kind: Kind,
    /// How many characters it is wide.
    pub(super) width: u16,
    /// What whoever fills it in is told.
    pub(super) note: &'static str,
}

/// Where a cell goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Which family the row is of, within the file.
    Family,
    /// The dossier that is to be changed.
    Dossier,
    /// The version of it that was read.
    Version,
    /// The number of the member within the dossier.
    Number,
    /// A field of the member, below it.
    Member(&'static str),
    /// A field of the household; it stands in the worker's row.
    Household(&'static str),
    /// Whether the money goes onto this member's card or account.
    TakesMoney,
    /// The member's income of that kind over the edition's months.
    Income(IncomeKind),
    /// What the school charges the member for the edition's school year.
    Tuition,
    /// What a union gave for the member.
    UnionAid,
    /// The day on which it came.
    UnionAidOn,
    /// Whether aid is applied for, for this member.
    Applies,
    /// A field of the enrolment.
    Enrolment(&'static str),
    /// What was wrong when the file was given before; it is passed by.
    Faults,
}

/// How a cell is written.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// As it is.
    Text,
    /// Letters and digits, which may be full-width.
    Code,
    /// A whole number.
    Whole,
    /// Yuan, with at most two decimals.
    Yuan,
    /// 是 or 否.
    Truth,
    /// Of that code list.
    Listed(&'static str),
    /// Some of that code list, with 、 between.
    ListedMany(&'static str),
    /// One of these words.
    Words(fn() -> Vec<(String, &'static str)>),
    /// A day.
    Day,
    /// A school's code, which its name may follow.
    School,
    /// A province's code, which its name may follow.
    Province,
}

/// The words of a closed list, each as it is shown and as it is kept.
fn words<T: VariantArray + Tell + Copy + Into<&'static str>>() -> Vec<(String, &'static str)> {
    T::VARIANTS.iter().map(|word| (word.text(Language::Chinese), (*word).into())).collect()
}

fn verified() -> Vec<(String, &'static str)> {
    vec![("已核验".to_owned(), "verified")]
}

use Field as F;
use Kind as K;

/// The heading of the column in which it is told what was wrong.
pub(super) const FAULTS: &str = "有误之处";

/// All columns, in the order of the template.
#[rustfmt::skip]
pub(super) const COLUMNS: [Column; 54] = [
    Column { heading: "户号", field: F::Family, kind: K::Code, width: 8, note: "同一户各行填同一编号,各行须相连;合并的单元格视同首行" },
    Column { heading: "档案", field: F::Dossier, kind: K::Code, width: 14, note: "新建的户留空;续报表已填好,请勿改动" },
    Column { heading: "档案版本", field: F::Version, kind: K::Whole, width: 6, note: "新建的户留空;续报表已填好,请勿改动" },
    Column { heading: "成员编号", field: F::Number, kind: K::Whole, width: 6, note: "新建的户可留空,按行序编号" },
    Column { heading: "姓名", field: F::Member("/name"), kind: K::Text, width: 10, note: "与身份证一致" },
    Column { heading: "与职工关系", field: F::Member("/relation"), kind: K::Listed("relation"), width: 10, note: "职工本人填“本人”或“户主”,每户须有一行;其余从下拉列表选取" },
    Column { heading: "身份证号", field: F::Member("/identifiers/citizen_id"), kind: K::Code, width: 22, note: "18位,单元格须为文本格式" },
    Column { heading: "性别", field: F::Member("/sex"), kind: K::Words(words::<Sex>), width: 6, note: "" },
    Column { heading: "共同生活", field: F::Member("/lives_together"), kind: K::Truth, width: 6, note: "是否共同生活;在外就读的学生填“是”" },
    Column { heading: "民族", field: F::Member("/ethnicity"), kind: K::Listed("ethnicity"), width: 10, note: "" },
    Column { heading: "政治面貌", field: F::Member("/political_status"), kind: K::Listed("political_status"), width: 10, note: "" },
    Column { heading: "健康状况", field: F::Member("/health"), kind: K::Listed("health"), width: 12, note: "" },
    Column { heading: "残疾", field: F::Member("/disability"), kind: K::Listed("disability"), width: 12, note: "" },
    Column { heading: "婚姻状况", field: F::Member("/marital_status"), kind: K::Listed("marital_status"), width: 10, note: "" },
    Column { heading: "工作状态", field: F::Member("/work_status"), kind: K::Listed("work_status"), width: 10, note: "" },
    Column { heading: "户口类型", field: F::Member("/household_registration"), kind: K::Listed("household_registration"), width: 10, note: "" },
    Column { heading: "劳模类型", field: F::Member("/model_worker"), kind: K::Listed("model_worker"), width: 10, note: "" },
    Column { heading: "联系电话", field: F::Member("/identifiers/phone"), kind: K::Code, width: 14, note: "手机号,或带区号的固定电话" },
    Column { heading: "家庭住址", field: F::Member("/identifiers/address"), kind: K::Text, width: 28, note: "" },
    Column { heading: "会员卡号", field: F::Member("/identifiers/card"), kind: K::Code, width: 24, note: "单元格须为文本格式" },
    Column { heading: "开户银行", field: F::Member("/identifiers/account/bank"), kind: K::Text, width: 20, note: "没有会员卡的填写,含支行" },
    Column { heading: "账号", field: F::Member("/identifiers/account/number"), kind: K::Code, width: 24, note: "单元格须为文本格式" },
    Column { heading: "领款人", field: F::TakesMoney, kind: K::Truth, width: 6, note: "每户一人填“是”:救助金发到谁的卡或账户" },
    Column { heading: "工资性收入(元)", field: F::Income(IncomeKind::Wage), kind: K::Yuan, width: 12, note: "政策规定月份内合计。职工本人和有收入的成员各项都要填:没有的填0,不清楚的留空(待补充);其他成员全部留空即无收入" },
    Column { heading: "经营性收入(元)", field: F::Income(IncomeKind::Business), kind: K::Yuan, width: 12, note: "同上" },
    Column { heading: "财产性收入(元)", field: F::Income(IncomeKind::Property), kind: K::Yuan, width: 12, note: "同上" },
    Column { heading: "转移性收入(元)", field: F::Income(IncomeKind::Transfer), kind: K::Yuan, width: 12, note: "养老金、低保金等,同上" },
    Column { heading: "其他收入(元)", field: F::Income(IncomeKind::Other), kind: K::Yuan, width: 12, note: "同上,不含工会助学金" },
    Column { heading: "学年学费(元)", field: F::Tuition, kind: K::Yuan, width: 12, note: "不含住宿费、伙食费、书本费" },
    Column { heading: "工会助学金(元)", field: F::UnionAid, kind: K::Yuan, width: 12, note: "各级工会给该学生的助学金;没有的在任一行填0" },
    Column { heading: "助学金日期", field: F::UnionAidOn, kind: K::Day, width: 12, note: "到账日期" },
    Column { heading: "在读学历", field: F::Member("/education/level"), kind: K::Listed("education"), width: 12, note: "在校成员填写" },
    Column { heading: "在读学校", field: F::Member("/education/school_name"), kind: K::Text, width: 18, note: "" },
    Column { heading: "备注", field: F::Member("/remark"), kind: K::Text, width: 18, note: "" },
    Column { heading: "职工类别", field: F::Household("/worker_kind"), kind: K::Words(words::<WorkerKind>), width: 12, note: "以下至“合同期限”填在职工本人一行" },
    Column { heading: "困难类别", field: F::Household("/hardship_category"), kind: K::Listed("hardship_category"), width: 12, note: "" },
    Column { heading: "主要致困原因", field: F::Household("/main_cause"), kind: K::Listed("hardship_cause"), width: 14, note: "" },
    Column { heading: "次要致困原因", field: F::Household("/other_causes"), kind: K::ListedMany("hardship_cause"), width: 14, note: "最多三项,以“、”分隔" },
    Column { heading: "住房类型", field: F::Household("/housing"), kind: K::Listed("housing"), width: 12, note: "" },
    Column { heading: "建筑面积", field: F::Household("/floor_area"), kind: K::Listed("floor_area"), width: 14, note: "" },
    Column { heading: "档案类别", field: F::Household("/dossier_category"), kind: K::Listed("dossier_category"), width: 10, note: "" },
    Column { heading: "工作单位", field: F::Household("/workplace/name"), kind: K::Text, width: 20, note: "" },
    Column { heading: "单位信用代码", field: F::Household("/workplace/credit_code"), kind: K::Code, width: 20, note: "统一社会信用代码,18位" },
    Column { heading: "单位性质", field: F::Household("/workplace/nature"), kind: K::Listed("workplace_nature"), width: 14, note: "" },
    Column { heading: "合同期限", field: F::Household("/workplace/contract_term"), kind: K::Listed("contract_term"), width: 18, note: "" },
    Column { heading: "申请救助", field: F::Applies, kind: K::Truth, width: 8, note: "为该成员申请助学填“是”,并填写以下各列" },
    Column { heading: "院校代码", field: F::Enrolment("/school"), kind: K::School, width: 24, note: "学校标识码10位(军队院校5位),后面可带校名" },
    Column { heading: "校区省份", field: F::Enrolment("/campus"), kind: K::Province, width: 10, note: "校区不在学校所在省的填写,两位代码" },
    Column { heading: "国家统招", field: F::Enrolment("/unified_enrolment"), kind: K::Truth, width: 8, note: "" },
    Column { heading: "录取批次", field: F::Enrolment("/batch"), kind: K::Words(words::<Batch>), width: 14, note: "" },
    Column { heading: "层次", field: F::Enrolment("/level"), kind: K::Words(words::<StudyLevel>), width: 8, note: "" },
    Column { heading: "录取年份", field: F::Enrolment("/admission_year"), kind: K::Whole, width: 8, note: "" },
    Column { heading: "学制(年)", field: F::Enrolment("/years"), kind: K::Whole, width: 8, note: "" },
    Column { heading: "专业", field: F::Enrolment("/major"), kind: K::Text, width: 16, note: "" },
];

/// Two more that are read and rarely wanted: the proof of a long course, and what was wrong before.
#[rustfmt::skip]
pub(super) const BESIDES: [Column; 2] = [
    Column { heading: "在籍证明", field: F::Enrolment("/enrolment_proof"), kind: K::Words(verified), width: 10, note: "超过学制仍在读的,核验学籍后填“已核验”" },
    Column { heading: FAULTS, field: F::Faults, kind: K::Text, width: 60, note: "上次导入时的问题;再次导入时不读" },
];

/// The column of that heading.
pub(super) fn named(heading: &str) -> Option<&'static Column> {
    COLUMNS.iter().chain(&BESIDES).find(|column| column.heading == heading)
}
