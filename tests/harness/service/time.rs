//! What time is it for a service under test? The business clock is set forward, the real one stopped and passed.

use serde_json::json;
use totp_rs::{Builder, Secret};

use super::Service;

impl Service {
    /// Sets the business clock forward, to an instant like `2018-08-13T09:00:00+08:00`.
    pub async fn set_clock(&self, now: &str) {
        let head = self.sign_in("head.640100").await;
        head.put("/demo/clock", &json!({ "now": now })).await.expect(200);
    }

    /// Stops time for this process: only [`Self::pass`] moves it on.
    pub fn stop_time(&self) {
        self.clock.stop();
    }

    /// The code that an authenticator with that secret shows at this process's time, or so many seconds from it.
    pub fn code(&self, secret: &str, seconds: i64) -> String {
        let secret = Secret::try_from_base32(secret).expect("base32");
        let totp = Builder::new().with_secret(secret).build_noncompliant();
        let now = self.clock.real().plus_seconds(seconds).as_micros() / 1_000_000;
        totp.generate(u64::try_from(now).expect("after 1970")).to_string()
    }

    /// Lets real time pass for this process, without waiting.
    pub fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
    }
}
