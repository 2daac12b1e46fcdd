//! How does the first administrator come to be? From this command, never from a default password.

use domain::access::Role;
use domain::account::Username;
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
    let owner = Owner::named([city.to_string(), name.to_string(), username.as_str().to_owned()]);
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
            let officer = work.officers().add(&name, &OfficerIdentifiers::default()).await?;
            let particulars = accounts::Particulars {
                username: username.clone(),
                officer: Some(officer.id),
                union: city.id,
                role: Role::AccountAdmin,
                scopes: Vec::new(),
                valid_from: clock.business().day(),
                valid_to: None,
            };
            let account = work.accounts().add(&particulars, &hash, false).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            Ok(Logged::new((), entry.concerning(city.id).change(&(), &account)?))
        })
        .await
        .map_err(there_already)?;
    println!("the city and its first administrator are there; sign in at POST /api/v1/sessions");
    Ok(())
}

/// What to do where an earlier `admin create` has made the city or the account.
fn there_already(error: CommandError) -> CommandError {
    let CommandError::Store(StoreError::Duplicate(what)) = &error else { return error };
    CommandError::Input(if what.contains("username") {
        "--username: there is an account of this name already; sign in with it, or choose another name"
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
    eprintln!("password (12 to 128 characters), then Enter:");
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|cause| CommandError::io("read the password from standard input", cause))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    NewPassword::try_from(password).map_err(|error| CommandError::Input(error.to_string()))
}
