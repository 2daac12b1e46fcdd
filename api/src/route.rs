//! How is a route declared? Once: method, path, permission and document, in one line.

mod described;

use std::collections::BTreeMap;

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use domain::access::Deed;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterIn, Paths};
use utoipa::openapi::{PathItem, RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use self::described::{add_version, complete};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allow {
    /// Anybody, without sign-in: these routes are few, and listed.
    Anyone,
    /// Whoever holds the permission.
    Can(Deed),
}

/// Where the routes live.
pub const PREFIX: &str = "/api/v1";

/// Each POST here changes no record of its own, hands out secrets that are not kept for repetition, or comes from
/// nobody in particular.
const WITHOUT_KEY: [&str; 16] = [
    "/sessions",
    "/sessions/delegated",
    "/sessions/refresh",
    "/sessions/end",
    "/assessments",
    "/disclosures",
    "/personal-copies",
    "/dossiers/search",
    "/jobs/{id}/refused-rows",
    "/applications/approval-forms",
    "/applications/{id}/bundle",
    "/campaigns/{id}/name-list",
    "/payment-batches/{id}/bank-file",
    "/national-records/due",
    "/national-records/worksheet",
    "/public/postings/{id}/objections",
];

/// Each POST here changes many records, or moves money: without a key a repetition could do it twice.
const WITH_KEY: [&str; 11] = [
    "/imports",
    "/postings",
    "/applications/actions",
    "/funds/{id}/budget",
    "/funds/{id}/awards",
    "/awards/{id}/release",
    "/payment-batches",
    "/payment-batches/{id}/approve",
    "/payment-batches/{id}/dissolve",
    "/payment-batches/{id}/send",
    "/payment-batches/{id}/answers",
];

/// Whether a POST is done only under an idempotency key.
pub(crate) fn needs_key(pattern: &str) -> bool {
    pattern.strip_prefix(PREFIX).is_some_and(|path| WITH_KEY.contains(&path))
}

/// Whether a change needs the version that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Versioned {
    Yes,
    No,
}

/// What the gate knows of a route.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// Who may use it.
    pub allow: Allow,
    /// Whether its address has parameters behind the path.
    pub(crate) queried: bool,
    /// Whether it reads a body.
    pub(crate) has_body: bool,
}

type Mount = Box<dyn Fn(&mut ServiceConfig) + Send + Sync>;
type Schemas = Vec<(String, RefOr<Schema>)>;
/// Writes a route into the document. Done when the document is made, and never by the service, which would
/// keep for as long as it runs what it answers from a file.
type Describe = Box<dyn Fn(&mut Paths, &mut Schemas) + Send + Sync>;

/// The declared routes: what is not here is refused.
#[derive(Default)]
pub struct Routes {
    tag: &'static str,
    mounts: Vec<Mount>,
    declared: BTreeMap<(String, String), Declared>,
    describes: Vec<Describe>,
}

impl Routes {
    /// Routes of one chapter of the document.
    pub fn tagged(tag: &'static str) -> Self {
        Self { tag, ..Self::default() }
    }

    /// Declares a route.
    #[must_use]
    pub fn allow<H>(self, allow: Allow, handler: fn() -> H) -> Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.declare(allow, Versioned::No, handler)
    }

    /// Declares a route that changes a record only as it was read: its version is given in `If-Match`.
    #[must_use]
    pub fn allow_versioned<H>(self, allow: Allow, handler: fn() -> H) -> Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.declare(allow, Versioned::Yes, handler)
    }

    fn declare<H>(mut self, allow: Allow, versioned: Versioned, handler: fn() -> H) -> Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static,
    {
        for (path, item) in handler().paths().paths {
            for (method, operation) in operations(item) {
                let queried = operation.parameters.iter().flatten().any(in_the_query);
                let declared = Declared { allow, queried, has_body: operation.request_body.is_some() };
                self.declared.insert((name(&method).to_owned(), format!("{PREFIX}{path}")), declared);
            }
        }
        let tag = self.tag;
        self.describes.push(Box::new(move |paths, schemas| {
            let declared = handler();
            for (path, item) in declared.paths().paths {
                for (method, mut operation) in operations(item) {
                    operation.tags = Some(vec![tag.to_owned()]);
                    complete(&mut operation, allow, &path, &method);
                    if versioned == Versioned::Yes {
                        add_version(&mut operation);
                    }
                    paths.add_path_operation(format!("{PREFIX}{path}"), vec![method], operation);
                }
            }
            declared.schemas(schemas);
        }));
        self.mounts.push(Box::new(move |config| {
            config.service(handler());
        }));
        self
    }

    /// Adds the routes of another chapter.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.mounts.extend(other.mounts);
        self.declared.extend(other.declared);
        self.describes.extend(other.describes);
        self
    }

    /// Hangs the routes into a scope at [`PREFIX`].
    pub fn mount(&self, config: &mut ServiceConfig) {
        for mount in &self.mounts {
            mount(config);
        }
    }

    /// What is declared of the route, if anything is.
    pub fn of(&self, method: &str, pattern: &str) -> Option<Declared> {
        self.declared.get(&(method.to_owned(), pattern.to_owned())).copied()
    }

    /// The methods that a path knows.
    pub fn methods(&self, pattern: &str) -> Vec<&str> {
        self.declared.keys().filter(|(_, path)| path == pattern).map(|(method, _)| method.as_str()).collect()
    }

    /// Every declared route with who may use it.
    pub fn declared(&self) -> impl Iterator<Item = (&str, &str, Allow)> {
        self.declared.iter().map(|((method, path), route)| (method.as_str(), path.as_str(), route.allow))
    }

    /// The paths and schemas for the document.
    pub fn document(&self) -> (Paths, Schemas) {
        let (mut paths, mut schemas) = (Paths::new(), Schemas::new());
        for describe in &self.describes {
            describe(&mut paths, &mut schemas);
        }
        (paths, schemas)
    }
}

fn operations(item: PathItem) -> Vec<(HttpMethod, Operation)> {
    [
        (HttpMethod::Get, item.get),
        (HttpMethod::Post, item.post),
        (HttpMethod::Put, item.put),
        (HttpMethod::Delete, item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
    .collect()
}

fn in_the_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
}

const fn name(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
        _ => "GET",
    }
}
