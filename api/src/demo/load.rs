//! What is in the demonstration? Yinchuan's unions and made-up people, at 30 July 2018.

use domain::access::Role;
use domain::account::Username;
use domain::name::{PersonName, Title};
use domain::officer::OfficerIdentifiers;
use domain::time::{Day, Instant};
use domain::union::{Level, Union, UnionCode, UnionKind};
use persistence::{Act, Entry, Logged, Stamp, Subject, Work, accounts, unions};

use super::story::{DemoAccount, Story};
use crate::State;
use crate::problem::{Code, Problem};

/// The unions: code, name, kind, code of the parent.
const UNIONS: &[(&str, &str, UnionKind, &str)] = &[
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

/// The accounts: user name, officer, role, code of the union. The same officer name is the same officer.
const ACCOUNTS: &[(&str, &str, Role, &str)] = &[
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

/// The password of every account of the demonstration: it opens nothing else.
const PASSWORD: &str = "jinqiu-demonstration";

/// Loads the demonstration where it is not there yet, and sets the business clock to its first morning.
pub async fn load(state: &State) -> Result<Story, Problem> {
    let there = state.store.read(async |work| work.accounts().find_by_username(ACCOUNTS_FIRST).await).await?;
    if there.is_none() {
        let begins: Instant =
            "2018-07-30T09:00:00+08:00".parse().map_err(|_| Problem::new(Code::Internal))?;
        let hash = state.passwords.hash(PASSWORD).await?;
        let request_id = "demo".to_owned();
        let stamp = Stamp::of_the_service(begins, request_id);
        state.store.install_shipped(&stamp).await?;
        let offset = begins.as_micros() - state.clock.real().as_micros();
        state
            .store
            .write(&stamp, async |work| -> Result<_, Problem> {
                work.set_clock_offset(offset).await?;
                let mut logged =
                    Logged::new((), Entry::new(Act::SetClock, Subject::new("clock", uuid::Uuid::nil())));
                let unions = load_unions(work).await?;
                for entry in load_accounts(work, &unions, &hash, begins.day()).await? {
                    logged = logged.and(entry);
                }
                let city = unions.first().ok_or_else(|| Problem::new(Code::Internal))?;
                for entry in super::campaign::load(work, city.id).await? {
                    logged = logged.and(entry);
                }
                Ok(logged)
            })
            .await?;
    }
    state.refresh_clock().await?;
    Ok(story())
}

const ACCOUNTS_FIRST: &str = "caseworker.04fz01";

async fn load_unions(work: &Work) -> Result<Vec<Union>, Problem> {
    let mut made: Vec<Union> = Vec::new();
    for (code, name, kind, parent) in UNIONS {
        let said = unions::Particulars {
            code: UnionCode::try_from((*code).to_owned()).map_err(|_| Problem::new(Code::Internal))?,
            name: Title::try_from((*name).to_owned()).map_err(|_| Problem::new(Code::Internal))?,
            kind: *kind,
            parent: made.iter().find(|union| union.code.as_str() == *parent).map(|union| union.id),
        };
        made.push(work.unions().add(&said).await?);
    }
    Ok(made)
}

async fn load_accounts(work: &Work, unions: &[Union], hash: &str, from: Day) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for (username, officer, role, code) in ACCOUNTS {
        let union = unions.iter().find(|union| union.code.as_str() == *code);
        let union = union.ok_or_else(|| Problem::new(Code::Internal))?;
        let name: PersonName = officer.parse().map_err(|_| Problem::new(Code::Internal))?;
        let officer = work.officers().add(&name, &OfficerIdentifiers::default()).await?;
        let username: Username = username.parse().map_err(|_| Problem::new(Code::Internal))?;
        let said = accounts::Particulars {
            username,
            officer: Some(officer.id),
            union: union.id,
            role: *role,
            scopes: Vec::new(),
            valid_from: from,
            valid_to: None,
        };
        let account = work.accounts().add(&said, hash).await?;
        entries.push(Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw())));
    }
    Ok(entries)
}

/// Who can sign in.
pub fn story() -> Story {
    let account = |(username, _, role, code): &(&str, &str, Role, &str)| {
        let union = UNIONS.iter().find(|union| union.0 == *code);
        DemoAccount {
            username: (*username).to_owned(),
            password: PASSWORD.to_owned(),
            role: *role,
            level: union.map_or(Level::Grassroots, |union| union.2.level()),
            union: union.map_or("", |union| union.1).to_owned(),
        }
    };
    Story { accounts: ACCOUNTS.iter().map(account).collect() }
}
