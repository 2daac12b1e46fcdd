//! How does the first administrator come to be, and who agrees to the second one's post? From this command, never from a
//! default password: whoever holds the key file is the root of trust.

use domain::access::Role;
use domain::account::Username;
use domain::citizen_id::CitizenId;
use domain::confirmation::{Confirmation, Proposal, SecondHand};
use domain::log::Act;
use domain::name::{PersonName, Title};
use domain::officer::OfficerIdentifiers;
use domain::union::{UnionCode, UnionKind};
use persistence::{Entry, Logged, Stamp, StoreError, Subject, accounts, unions};

use super::keys::Kind;
use super::{CommandError, run};
use crate::clock::Clock;
use crate::config::Config;
use crate::sessions::password::{NewPassword, Passwords};
use crate::sessions::strength::{Owner, judge};

/// Makes the city, an officer, and their account as administrator of accounts.
pub(super) async fn create_first(
    config: &Config,
    city: &str,
    code: &str,
    name: &str,
    username: &str,
) -> Result<(), CommandError> {
    let city: Title = typed("--city", city)?;
    let code = UnionCode::try_from(code.to_owned()).map_err(|error| wrong("--code", error))?;
    let name: PersonName = typed("--name", name)?;
    let username: Username = typed("--username", username)?;
    let password = read_password()?;
    let citizen_id = read_citizen_id()?;
    let owner = Owner::named([city.to_string(), name.to_string(), username.as_str().to_owned()]);
    let known = OfficerIdentifiers { citizen_id: Some(citizen_id), ..OfficerIdentifiers::default() };
    let owner = owner.numbered(&known);
    judge(password.reveal(), &owner).map_err(|error| CommandError::Input(error.to_string()))?;
    let hash = Passwords::new(1).hash(password.reveal()).await?;
    let clock = Clock::system();
    let stamp = Stamp::of_the_service(clock.business(), "admin create".to_owned());
    let store = run::open(config, Some(Kind::Earnest)).await?;
    run::fits(&store).await?;
    store.ready().await?;
    store
        .write(&stamp, async |work| -> Result<_, CommandError> {
            let particulars = unions::Particulars {
                code: code.clone(),
                name: city.clone(),
                kind: UnionKind::CityFederation,
                parent: None,
            };
            let city = work.unions().add(&particulars).await?;
            let officer = work.officers().add(&name, &known).await?;
            let particulars = accounts::Particulars {
                username: username.clone(),
                officer: Some(officer.id),
                union: city.id,
                role: Role::AccountAdmin,
                scopes: Vec::new(),
                valid_from: clock.business().day(),
                valid_to: None,
                confirmation: Confirmation::rooted(stamp.at),
            };
            let account = work.accounts().add(&particulars, &hash, false).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            Ok(Logged::new((), entry.concerning(city.id).change(&(), &account)?))
        })
        .await
        .map_err(there_already)?;
    say!("the city and its first administrator are there; sign in at POST /api/v1/sessions");
    Ok(())
}

/// Confirms a post that an administrator proposed over HTTP: for a city where nobody is there yet who could.
pub(super) async fn confirm(config: &Config, username: &str) -> Result<(), CommandError> {
    let username: Username = typed("--username", username)?;
    let clock = Clock::system();
    let stamp = Stamp::of_the_service(clock.business(), "admin confirm".to_owned());
    let store = run::open(config, Some(Kind::Earnest)).await?;
    run::fits(&store).await?;
    store.ready().await?;
    let hand = SecondHand { officer: None, role: None, today: clock.business().day() };
    store
        .write(&stamp, async |work| -> Result<_, CommandError> {
            let found = work.accounts().find_by_username(username.as_str()).await?;
            let Some((account, _)) = found else {
                let told = "--username: no account of this name; an administrator of accounts proposes it at POST /api/v1/accounts";
                return Err(CommandError::Input(told.to_owned()));
            };
            let what = Proposal::Post(account.role);
            let decided = account.confirmation.confirm(what, account.officer, hand);
            let decided = decided.map_err(|error| wrong("--username", error))?;
            let changed = work.accounts().decide(&account, decided).await?;
            let entry = Entry::new(Act::ConfirmAccount, Subject::new("account", account.id.raw()));
            Ok(Logged::new((), entry.concerning(account.union).change(&account, &changed)?))
        })
        .await?;
    say!("{} is confirmed", username.as_str());
    Ok(())
}

/// What to do where an earlier `admin create` has made the city or the account.
fn there_already(error: CommandError) -> CommandError {
    let CommandError::Store(StoreError::Duplicate(what)) = &error else { return error };
    CommandError::Input(if what.contains("username") {
        "--username: there is an account of this name already; sign in with it, or choose another name"
            .to_owned()
    } else if what.contains("citizen_id") {
        "the citizen id is that of an officer who is entered already: give the one of whoever shall administer this city"
            .to_owned()
    } else {
        "--code: a union of this code is there already, and with it the first administrator of accounts: they make all \
         further accounts at POST /api/v1/accounts, and reset passwords"
            .to_owned()
    })
}

fn typed<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, CommandError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| wrong(option, error))
}

fn wrong(option: &str, error: impl std::fmt::Display) -> CommandError {
    CommandError::Input(format!("{option}: {error}"))
}

fn read_password() -> Result<NewPassword, CommandError> {
    let password = read_line("password (12 to 128 characters)")?;
    NewPassword::try_from(password).map_err(|error| CommandError::Input(error.to_string()))
}

/// Never an option: others on the machine see those.
fn read_citizen_id() -> Result<CitizenId, CommandError> {
    let number =
        read_line("the administrator's citizen id, by which they are told apart from every other officer")?;
    CitizenId::try_from(number).map_err(|error| CommandError::Input(format!("citizen id: {error}")))
}

fn read_line(what: &str) -> Result<String, CommandError> {
    aside!("{what}, then Enter:");
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|cause| CommandError::io("read from standard input", cause))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
