//! How is a failure told? As problem+json (RFC 9457), from one aligned table of codes.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use domain::clause::Clause;
use domain::text::Language;
use persistence::{Failure, StoreError};
use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $status:literal $chinese:literal $english:literal)*) => {
        /// What went wrong, for programs. New codes may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, IntoStaticStr, VariantArray)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        #[schema(as = ProblemCode)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// Its HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// What it says in a person's language.
            pub fn title(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.choose($chinese, $english)),* }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    NotJson              400 "请求体不是合法的JSON"                 "the body is not JSON"
    /// A parameter of the address is unknown or wrong.
    BadQuery             400 "查询参数有误"                        "a query parameter is unknown or wrong"
    /// The request must be named in `Idempotency-Key`.
    KeyRequired          400 "此请求须带Idempotency-Key,请自拟一个唯一键"   "name this request in Idempotency-Key, by a key of your own"
    /// The request takes no body, and has one.
    UnexpectedBody       400 "此请求不带请求体,请去掉后再发"             "this request takes no body; send it without one"
    /// No access token, or one that is not good.
    Unauthenticated      401 "请先登录,或登录已失效"                "sign in first, or sign in again"
    /// User name or password is wrong.
    WrongCredentials     401 "用户名或密码错误"                     "user name or password is wrong"
    /// Known, but not permitted.
    Forbidden            403 "没有此项权限"                        "this account may not do that"
    /// Not there, or outside the jurisdiction.
    NotFound             404 "没有找到,或不在您的管辖范围内"          "not there, or outside your jurisdiction"
    /// The path is there, but not for this method.
    MethodNotAllowed     405 "此路径不支持该方法"                   "this path does not know that method"
    /// A rule of the field refuses.
    Refused              409 "按规定不能办理"                      "a rule refuses"
    /// A record like it is there already.
    Duplicate            409 "已有相同记录"                        "a record like it is there already"
    /// The same request is being answered at this moment.
    InFlight             409 "同一请求正在处理,请稍后再试"            "the same request is being answered; try again shortly"
    /// The record has changed since it was read.
    Stale                412 "记录已被他人修改,请重新读取后再提交"     "the record has changed; read it again"
    /// Larger than allowed.
    TooLarge             413 "内容过大"                           "too large"
    /// Not a media type that is understood.
    UnsupportedMediaType 415 "不支持的内容类型"                     "send application/json"
    /// Not valid; `errors` names each field.
    Invalid              422 "填写有误,请按提示逐项更正"              "not valid; see errors"
    /// The idempotency key was used with another body.
    KeyReused            422 "该幂等键已用于内容不同的请求"           "the idempotency key was used with another body"
    /// The version of the record must be given.
    VersionRequired      428 "请用If-Match给出所读记录的版本"         "give the version in If-Match"
    /// Too many requests.
    TooManyRequests      429 "请求过于频繁,请稍后再试"               "too many requests; try again later"
    /// A fault of the service.
    Internal             500 "服务内部错误,请凭请求编号联系管理员"      "a fault of the service; report the request id"
    /// The service cannot answer now.
    Unavailable          503 "服务暂不可用,请稍后重试"               "not available now; try again shortly"
    /// No space is left to write.
    Full                 507 "存储空间已满,请联系管理员"              "no space left to write; call the operator"
}

/// A field that is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where it stands in the body, as a JSON pointer.
    #[schema(example = "/worker/citizen_id")]
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

/// A failure on its way to the caller.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code:?}: {more:?}")]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    more: Option<Box<More>>,
}

/// What is said beside the code. Most problems travel without it, so it lies apart.
#[derive(Clone, Debug, Default)]
struct More {
    detail: Option<[String; 2]>,
    clause: Option<Clause>,
    rule: Option<&'static str>,
    errors: Vec<FieldError>,
    flaws: Vec<(String, [String; 2])>,
    retry_after_s: Option<u32>,
    allow: Option<String>,
    contended: bool,
}

/// A problem as the caller reads it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView {
    /// Always `about:blank`: the code says what it is.
    #[schema(example = "about:blank")]
    pub r#type: &'static str,
    /// What went wrong, for a person.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What went wrong, for a program.
    pub code: Code,
    /// What to do about it, with the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The condition that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rule: Option<&'static str>,
    /// The clause of the notice that speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub clause: Option<Clause>,
    /// Every field that is not valid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The id under which the log knows this request.
    pub request_id: String,
}

impl Problem {
    /// A problem that its code says whole.
    pub const fn new(code: Code) -> Self {
        Self { code, more: None }
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Fields that are not valid.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { code: Code::Invalid, more: Some(Box::new(More { errors, ..More::default() })) }
    }

    /// One field that is not valid.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have: a text or an error")]
    pub fn invalid_field(pointer: &str, detail: impl ToString) -> Self {
        Self::invalid(vec![FieldError { pointer: pointer.to_owned(), detail: detail.to_string() }])
    }

    /// One field that is not valid: where it stands in the body, and what is wrong with it in Chinese and English.
    pub fn field(pointer: impl Into<String>, [chinese, english]: [&str; 2]) -> Self {
        Self::flawed(vec![(pointer.into(), [chinese.to_owned(), english.to_owned()])])
    }

    /// Fields that do not hang together: where each stands, and what is wrong in Chinese and English.
    pub fn flawed(flaws: Vec<(String, [String; 2])>) -> Self {
        Self { code: Code::Invalid, more: Some(Box::new(More { flaws, ..More::default() })) }
    }

    /// Adds what to do, in Chinese and English.
    #[must_use]
    pub fn detail(mut self, chinese: impl Into<String>, english: impl Into<String>) -> Self {
        self.more().detail = Some([chinese.into(), english.into()]);
        self
    }

    /// Adds which condition refused, by which clause.
    #[must_use]
    pub fn by(mut self, rule: &'static str, clause: Option<Clause>) -> Self {
        let more = self.more();
        more.rule = Some(rule);
        more.clause = clause;
        self
    }

    /// Adds when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.more().retry_after_s = Some(seconds);
        self
    }

    /// Adds which methods the path knows.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.more().allow = Some(methods);
        self
    }

    /// The problem as a handler's failure.
    pub const fn reject(self) -> Result<HttpResponse, Self> {
        Err(self)
    }

    /// What is told, in a person's language.
    pub fn view(&self, language: Language, request_id: &str) -> ProblemView {
        let mut more = self.more.as_deref().cloned().unwrap_or_default();
        more.errors.extend(more.flaws.into_iter().map(|(pointer, [chinese, english])| FieldError {
            pointer,
            detail: language.choose(chinese, english),
        }));
        ProblemView {
            r#type: "about:blank",
            title: self.code.title(language),
            status: self.code.status(),
            code: self.code,
            detail: more.detail.map(|[chinese, english]| language.choose(chinese, english)),
            rule: more.rule,
            clause: more.clause,
            errors: more.errors,
            request_id: request_id.to_owned(),
        }
    }

    /// The answer in a person's language.
    pub fn answer(&self, language: Language, request_id: &str) -> HttpResponse {
        let (retry_after_s, allow) =
            self.more.as_deref().map_or((None, None), |more| (more.retry_after_s, more.allow.as_deref()));
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = retry_after_s {
            answer.insert_header((RETRY_AFTER, HeaderValue::from(seconds)));
        }
        if let Some(methods) = allow.filter(|methods| !methods.is_empty()) {
            answer.insert_header((ALLOW, methods));
        }
        if self.code.status() == 401 {
            answer.insert_header(("WWW-Authenticate", "Bearer"));
        }
        let mut answer = answer.json(self.view(language, request_id));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        // The edge writes it again with the caller's language and the id of the request.
        self.answer(Language::Chinese, "")
    }
}

impl Failure for Problem {
    fn is_contention(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.contended)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(_) => Self::new(Code::Duplicate),
            StoreError::Stale { .. } => Self::new(Code::Stale),
            StoreError::Full => Self::new(Code::Full),
            StoreError::Contended(_) => {
                let mut problem = Self::new(Code::Unavailable).retry_after(1);
                problem.more().contended = true;
                problem
            }
            StoreError::Unavailable(cause) => {
                tracing::warn!(%cause, "the store is not available");
                Self::new(Code::Unavailable).retry_after(1)
            }
            StoreError::Dangling(_) | StoreError::Corrupt { .. } | StoreError::Database(_) => {
                tracing::error!(%error, "the store failed");
                Self::new(Code::Internal)
            }
        }
    }
}
