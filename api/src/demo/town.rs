//! Which unions and officers are in the demonstration? Yinchuan's, with made-up people, one account for each role.

use domain::access::Role;
use domain::account::{Account, Username};
use domain::citizen_id::CitizenId;
use domain::confirmation::Confirmation;
use domain::log::Act;
use domain::name::{Line, PersonName, Remark, Title};
use domain::officer::OfficerIdentifiers;
use domain::term::Term;
use domain::time::{Day, Instant};
use domain::union::{Union, UnionKind};
use persistence::{Entry, Logged, Paging, Stamp, Subject, Work, accounts, mandates, unions};
use uuid::Uuid;

use crate::problem::{Code, Problem};

/// A union: code, name, kind, code of the parent.
pub(super) type UnionRow = (&'static str, &'static str, UnionKind, &'static str);
/// An account: user name, officer, role, code of the union.
pub(super) type AccountRow = (&'static str, &'static str, Role, &'static str);

/// The unions.
pub(super) const UNIONS: &[UnionRow] = &[
    ("640100", "银川市总工会", UnionKind::CityFederation, ""),
    ("6401FW", "银川市职工服务中心", UnionKind::ServiceCentre, "640100"),
    ("640104", "兴庆区总工会", UnionKind::CountyFederation, "640100"),
    ("640105", "西夏区总工会", UnionKind::CountyFederation, "640100"),
    ("640106", "金凤区总工会", UnionKind::CountyFederation, "640100"),
    ("640121", "永宁县总工会", UnionKind::CountyFederation, "640100"),
    ("640122", "贺兰县总工会", UnionKind::CountyFederation, "640100"),
    ("640181", "灵武市总工会", UnionKind::CountyFederation, "640100"),
    ("6401JK", "经济技术开发区工会工作委员会", UnionKind::WorkingCommittee, "640100"),
    ("6401JY", "市教育局工会", UnionKind::Bureau, "640100"),
    ("6401JT", "市交通运输局工会", UnionKind::Bureau, "640100"),
    ("6401GJ", "银川市公共交通有限公司工会", UnionKind::DirectEnterprise, "640100"),
    ("6401RL", "银川热力有限公司工会", UnionKind::DirectEnterprise, "640100"),
    ("04YG01", "银古路街道工会", UnionKind::Street, "640104"),
    ("04FZ01", "兴庆纺织厂工会", UnionKind::Grassroots, "640104"),
    ("05JX01", "西夏机械厂工会", UnionKind::Grassroots, "640105"),
    ("JKDZ01", "开发区电子厂工会", UnionKind::Grassroots, "6401JK"),
    ("JYZX01", "银川第十六中学工会", UnionKind::Grassroots, "6401JY"),
];

/// The accounts, each with an officer of its own.
pub(super) const ACCOUNTS: &[AccountRow] = &[
    ("caseworker.04fz01", "马晓燕", Role::Caseworker, "04FZ01"),
    ("head.04fz01", "李国庆", Role::Head, "04FZ01"),
    ("caseworker.640104", "王建军", Role::Caseworker, "640104"),
    ("head.640104", "杨海霞", Role::Head, "640104"),
    ("caseworker.6401fw", "丁丽", Role::Caseworker, "6401FW"),
    ("head.640100", "赵志强", Role::Head, "640100"),
    ("head2.640100", "哈文娟", Role::Head, "640100"),
    ("finance.640100", "周明", Role::Finance, "640100"),
    ("finance2.640100", "纳静", Role::Finance, "640100"),
    ("accounts.640100", "孙伟", Role::AccountAdmin, "640100"),
    ("security.640100", "吴磊", Role::SecurityAdmin, "640100"),
    ("auditor.640100", "郑萍", Role::Auditor, "640100"),
];

/// The citizen ids of those whose posts are given to nobody unknown.
const NUMBERS: &[(&str, &str)] = &[
    ("finance.640100", "640104197503119014"),
    ("finance2.640100", "640104198206079022"),
    ("accounts.640100", "640104196804199033"),
    ("security.640100", "640104197909239059"),
    ("auditor.640100", "640104197102159066"),
];

/// An account that no town is without.
const FIRST: &str = "caseworker.04fz01";
/// Since when all officers hold their posts: families that are on file since the year before were met by them.
const POSTS_SINCE: &str = "2017-01-01";
/// From when to when the campaign is audited.
const AUDITED: (&str, &str) = ("2018-07-02", "2019-07-01");
/// When the campaign was made and its edition published: on the first working day of the survey (N21).
const CAMPAIGN_MADE: &str = "2018-07-02T08:30:00+08:00";

/// Whether the town is there.
pub(super) async fn is_there(work: &Work) -> Result<bool, Problem> {
    Ok(work.accounts().find_by_username(FIRST).await?.is_some())
}

/// Loads the town, and sets the business clock.
pub(super) async fn load(work: &Work, hash: &str, offset: i64) -> Result<Logged<()>, Problem> {
    // Its accounts have a password that everybody knows.
    let others = work.unions().list(&unions::Filter::default(), Paging::first(1)).await?;
    if !others.items.is_empty() {
        return Err(Problem::new(Code::Refused).detail(
            "该数据库已有其他工会的数据,请用JINQIU_DATA_DIR或JINQIU_DATABASE_URL为演示另设数据库",
            "this database holds other unions; give the demonstration one of its own by JINQIU_DATA_DIR or JINQIU_DATABASE_URL",
        ));
    }
    let made: Instant = CAMPAIGN_MADE.parse().map_err(|_| Problem::new(Code::Internal))?;
    let stamp = Stamp::of_the_service(made, "demo".to_owned());
    work.told(&stamp, async |work| -> Result<_, Problem> {
        let entries = add_unions(work, UNIONS).await?;
        let entries = entries.into_iter().chain(add_accounts(work, ACCOUNTS, hash).await?);
        let city = find_union(work, UNIONS.first().map_or("", |city| city.0)).await?;
        let [created, published] = super::campaign::load(work, city.id).await?;
        Ok(entries.fold(Logged::new((), created).and(published), Logged::and))
    })
    .await?;
    work.set_clock_offset(offset).await?;
    Ok(Logged::new((), Entry::new(Act::SetClock, Subject::new("clock", Uuid::nil()))))
}

/// Adds unions, each after its parent.
pub(super) async fn add_unions(work: &Work, rows: &[UnionRow]) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::with_capacity(rows.len());
    for (code, name, kind, parent) in rows {
        let parent = match *parent {
            "" => None,
            code => Some(find_union(work, code).await?.id),
        };
        let said = unions::Particulars {
            code: legal((*code).to_owned())?,
            name: legal::<Title>((*name).to_owned())?,
            kind: *kind,
            parent,
        };
        let union = work.unions().add(&said).await?;
        let entry = Entry::new(Act::CreateUnion, Subject::new("union", union.id.raw()));
        entries.push(entry.change(&(), &union)?);
    }
    Ok(entries)
}

/// Adds accounts, each with an officer of its own.
pub(super) async fn add_accounts(
    work: &Work,
    rows: &[AccountRow],
    hash: &str,
) -> Result<Vec<Entry>, Problem> {
    let since: Day = POSTS_SINCE.parse().map_err(|_| Problem::new(Code::Internal))?;
    let mut entries = Vec::with_capacity(rows.len());
    for (username, officer, role, code) in rows {
        let name: PersonName = legal((*officer).to_owned())?;
        let number = NUMBERS.iter().find(|(whose, _)| whose == username);
        let citizen_id = number.map(|(_, number)| legal::<CitizenId>((*number).to_owned())).transpose()?;
        let known = OfficerIdentifiers { citizen_id, ..OfficerIdentifiers::default() };
        let officer = work.officers().add(&name, &known).await?;
        let said = accounts::Particulars {
            username: legal::<Username>((*username).to_owned())?,
            officer: Some(officer.id),
            union: find_union(work, code).await?.id,
            role: *role,
            scopes: Vec::new(),
            valid_from: since,
            valid_to: None,
            confirmation: Confirmation::rooted(since.begins()),
        };
        let account = work.accounts().add(&said, hash, false).await?;
        entries.push(Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw())));
        if *role == Role::Auditor {
            entries.push(give_mandate(work, &account).await?);
        }
    }
    Ok(entries)
}

/// Charges an auditor with the campaign of the year: without a mandate they see nothing.
async fn give_mandate(work: &Work, auditor: &Account) -> Result<Entry, Problem> {
    let day = |text: &str| text.parse().map_err(|_| Problem::new(Code::Internal));
    let (first, last) = (day(AUDITED.0)?, day(AUDITED.1)?);
    let said = mandates::Particulars {
        account: auditor.id,
        union: auditor.union,
        term: Term { first, last },
        document: legal::<Line>("银工审〔2018〕3号".to_owned())?,
        ground: legal::<Remark>("2018年金秋助学活动专项审计".to_owned())?,
        confirmation: Confirmation::rooted(first.begins()),
    };
    let given = work.mandates().add(&said).await?;
    Ok(Entry::new(Act::GiveMandate, Subject::new("mandate", given.id.raw())).change(&(), &given)?)
}

async fn find_union(work: &Work, code: &str) -> Result<Union, Problem> {
    let filter = unions::Filter { code: Some(legal(code.to_owned())?), ..unions::Filter::default() };
    let found = work.unions().list(&filter, Paging::first(1)).await?;
    found.items.into_iter().next().ok_or_else(|| Problem::new(Code::Internal))
}

/// What the tables of the demonstration say, as a value of the domain.
pub(super) fn legal<T: TryFrom<String>>(text: String) -> Result<T, Problem> {
    T::try_from(text).map_err(|_| Problem::new(Code::Internal))
}
