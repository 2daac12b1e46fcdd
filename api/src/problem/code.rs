//! What can go wrong? One aligned table of codes: status, and what is said in each language.

use domain::text::Language;
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
    NotJson              400 "请求体不是合法的JSON,请检查后重发"                "the body is not JSON; correct it and send it again"
    /// A parameter of the address is unknown or wrong.
    BadQuery             400 "查询参数有误,请对照接口文档更正"                  "a query parameter is unknown or wrong; see the document"
    /// The request must be named in `Idempotency-Key`.
    KeyRequired          400 "此请求须带Idempotency-Key,请自拟一个唯一键"       "name this request in Idempotency-Key, by a key of your own"
    /// The request takes no body, and has one.
    UnexpectedBody       400 "此请求不带请求体,请去掉后再发"                     "this request takes no body; send it without one"
    /// No access token, or one that is not good.
    Unauthenticated      401 "未登录或登录已过期,请用刷新令牌换取新令牌,或重新登录"   "not signed in, or no longer: renew the access token with the refresh token, or sign in"
    /// User name or password is wrong.
    WrongCredentials     401 "用户名或密码错误,请核对;忘记密码请联系账号管理员" "user name or password is wrong; try again, or ask the account administrator"
    /// The password is right, and a code is asked for besides.
    CodeRequired         401 "该账号已启用二次验证,请一并提供验证码(code)"      "this account has a second factor: send the code of it too, as code"
    /// The code of the second factor is wrong.
    WrongCode            401 "验证码不正确或已用过,请等待下一个验证码后再试"     "not the code of this moment, or it was used: wait for the next one"
    /// Known, but not permitted.
    Forbidden            403 "没有此项权限,请由有权限的人员办理"                "this account may not do that; let somebody do it who may"
    /// The password is one that an administrator gave.
    PasswordGiven        403 "初始密码须先修改,请用PUT /me/password设定自己的密码" "set a password of your own first, at PUT /me/password: this one was given"
    /// The role may not be without a second factor.
    SecondFactorRequired 403 "该岗位须启用二次验证,请先用POST /me/second-factor启用" "this role needs a second factor: begin one at POST /me/second-factor"
    /// Not there, or outside the jurisdiction.
    NotFound             404 "没有找到,或不在您的管辖范围内,请核对"             "not there, or outside your jurisdiction; check what was asked for"
    /// The path is there, but not for this method.
    MethodNotAllowed     405 "此路径不支持该方法,可用的方法见Allow"             "this path does not know that method; Allow names those it knows"
    /// The body came more slowly than is waited for.
    TooSlow              408 "请求体发送过慢,连接已断开,请检查网络后重发"        "the body came too slowly, and the connection is closed; look at the line, then send it again"
    /// A rule of the field refuses.
    Refused              409 "按规定不能办理,请按说明处理"                      "a rule refuses; the detail says what to do"
    /// A record like it is there already.
    Duplicate            409 "已有相同记录,请先查找"                            "a record like it is there already; look it up"
    /// The same request is being answered at this moment.
    InFlight             409 "同一请求正在处理,请稍后再试"                      "the same request is being answered; try again shortly"
    /// It was erased.
    Erased               410 "已依法清除,不能再查阅;清除人和依据见日志"          "erased by law, and not to be read any more; the log says by whom and why"
    /// The record has changed since it was read.
    Stale                412 "记录已被他人修改,请重新读取后再提交"              "the record has changed; read it again, then send the change"
    /// Larger than allowed.
    TooLarge             413 "内容过大,请缩减后重发"                            "too large; send less"
    /// Not a media type that is understood.
    UnsupportedMediaType 415 "不支持的内容类型,请对照接口文档发送"              "not a media type that is taken here; see the document"
    /// Not valid; `errors` names each field.
    Invalid              422 "填写有误,请按提示逐项更正"                        "not valid; correct each of the errors"
    /// The idempotency key was used with another body.
    KeyReused            422 "该幂等键已用于内容不同的请求,请换用新键"          "the idempotency key was used with another body; take another key"
    /// The version of the record must be given.
    VersionRequired      428 "请用If-Match给出所读记录的版本"                   "give the version in If-Match"
    /// Too many requests.
    TooManyRequests      429 "请求过于频繁,请稍后再试"                          "too many requests; try again later"
    /// A fault of the service.
    Internal             500 "服务内部错误,请凭请求编号联系管理员"              "a fault of the service; report the request id"
    /// The service cannot answer now.
    Unavailable          503 "服务暂不可用,请稍后重试"                          "not available now; try again shortly"
    /// No space is left to write.
    Full                 507 "存储空间已满,请联系管理员"                        "no space left to write; call the operator"
}
