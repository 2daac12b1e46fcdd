//! Who does what in the demonstration? The officers of each union, as actors of the domain.

use std::collections::BTreeMap;

use domain::access::{Actor, Jurisdiction};
use domain::id::UnionId;
use domain::union::{Level, Union, UnionKind};
use persistence::accounts::{Filter, Holder};
use persistence::{Paging, Work, unions};

use super::tables::damaged;
use crate::problem::Problem;

/// More than there are unions, or accounts.
const ALL: u64 = 500;

/// The officers, by their user names, and the unions, by their codes.
pub(super) struct Cast {
    officers: BTreeMap<String, Actor>,
    unions: BTreeMap<String, Union>,
}

impl Cast {
    /// Those that are there.
    pub(super) async fn of(work: &Work) -> Result<Self, Problem> {
        let found = work.unions().list(&unions::Filter::default(), Paging::first(ALL)).await?.items;
        let city = found.iter().find(|union| union.parent.is_none()).ok_or_else(damaged)?;
        let (within, holder) = (Jurisdiction { root: city.id }, Holder::Officer);
        let filter = Filter {
            holder,
            union: None,
            officer: None,
            role: None,
            username: None,
            confirmation: None,
            as_of: None,
        };
        let accounts = work.accounts().list(within, &filter, Paging::first(ALL)).await?.items;
        let mut officers = BTreeMap::new();
        for account in accounts {
            let post = found.iter().find(|union| union.id == account.union).ok_or_else(damaged)?;
            // Officers of the service centre act for the city.
            let of_centre = post.kind == UnionKind::ServiceCentre;
            let actor = Actor {
                account: account.id,
                officer: account.officer,
                delegation: None,
                role: account.role,
                mandate: None,
                union: if of_centre { city.id } else { post.id },
                level: post.level,
                scopes: account.scopes,
                confirmed: account.confirmation.stands(),
            };
            officers.insert(account.username.into(), actor);
        }
        let unions = found.into_iter().map(|union| (union.code.to_string(), union)).collect();
        Ok(Self { officers, unions })
    }

    /// The officer of that user name.
    pub(super) fn named(&self, username: &str) -> Result<&Actor, Problem> {
        self.officers.get(username).ok_or_else(damaged)
    }

    /// The union of that code.
    pub(super) fn union(&self, code: &str) -> Result<UnionId, Problem> {
        self.unions.get(code).map(|union| union.id).ok_or_else(damaged)
    }

    /// The caseworker of a union.
    pub(super) fn caseworker(&self, code: &str) -> Result<&Actor, Problem> {
        self.first(["caseworker"], [code])
    }

    /// The head of a union; where it has none, that of the union above, who fills the seat.
    pub(super) fn head(&self, code: &str) -> Result<&Actor, Problem> {
        self.first(["head"], self.chain(code))
    }

    /// The two who visit the families of a union: of its own people, or with somebody from above.
    pub(super) fn visitors(&self, code: &str) -> Result<[&Actor; 2], Problem> {
        let with = self.first(["head"], [code]);
        let with = with.or_else(|_| self.first(["caseworker"], self.chain(code).skip(1)));
        Ok([self.caseworker(code)?, with?])
    }

    /// Who puts the dossiers of a union on file: at the county level, or without one in the city's service centre.
    pub(super) fn confirmer(&self, code: &str) -> Result<&Actor, Problem> {
        let county = |code: &&str| self.unions.get(*code).is_some_and(|union| union.level == Level::County);
        let county = self.first(["caseworker", "head"], self.chain(code).filter(county));
        county.or_else(|_| self.named("caseworker.6401fw"))
    }

    /// The head of the county-level union above a union.
    pub(super) fn endorser(&self, code: &str) -> Result<&Actor, Problem> {
        self.first(["head"], self.chain(code).skip(1))
    }

    /// The codes of a union and of those above it.
    fn chain<'c>(&'c self, code: &'c str) -> impl Iterator<Item = &'c str> + Clone {
        let above = |code: &&'c str| {
            let parent = self.unions.get(*code)?.parent?;
            self.unions.iter().find(|(_, union)| union.id == parent).map(|(code, _)| code.as_str())
        };
        std::iter::successors(Some(code), above)
    }

    /// The officer in the first of these roles at the first of these unions that has one.
    fn first<'c, const N: usize>(
        &self,
        roles: [&str; N],
        codes: impl IntoIterator<Item = &'c str>,
    ) -> Result<&Actor, Problem> {
        let names =
            codes.into_iter().flat_map(|code| roles.map(|role| format!("{role}.{}", code.to_lowercase())));
        names.into_iter().find_map(|name| self.officers.get(&name)).ok_or_else(damaged)
    }
}
