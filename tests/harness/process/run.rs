//! How is a program started that serves, and how does it end?

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Process;

/// How long a program may take until it answers, whatever machine it runs on.
const PATIENCE: Duration = Duration::from_mins(1);

impl Process {
    /// Starts `jinqiu serve`: how long it took until it answered that it is ready.
    pub fn serve(&mut self) -> Duration {
        self.stop();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let begun = Instant::now();
        let child = self.command(address).arg("serve").spawn().expect("the program");
        self.running = Some((child, address));
        while begun.elapsed() < PATIENCE {
            if ready(address) {
                return begun.elapsed();
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        panic!("the program does not answer: {}", self.log());
    }

    /// Starts `jinqiu demo`, which makes the demonstration where it is not there yet.
    pub fn demo(&mut self) {
        self.stop();
        self.for_demonstration();
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut child = command.args(["demo", "--json"]).stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let mouth = child.stdout.as_mut().expect("its standard output");
        let _ = BufReader::new(mouth).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{}", self.log()));
        let address = said["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("its address");
        self.running = Some((child, address.parse().expect("its address")));
    }

    /// Starts `jinqiu demo`, and kills it so much later, whatever it is about then.
    pub fn demo_killed_after(&mut self, moment: Duration) {
        self.stop();
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut child = command.args(["demo", "--json"]).spawn().expect("the program");
        std::thread::sleep(moment);
        drop(child.kill());
        drop(child.wait());
    }

    /// Asks it to stop, as whoever supervises it does.
    pub fn ask_to_stop(&self) {
        let (child, _) = self.running.as_ref().expect("it runs");
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(asked.expect("kill").success(), "it runs");
    }

    /// Waits so long at most until it has ended by itself: whether it ended well, if it did.
    pub fn ended(&mut self, patience: Duration) -> Option<bool> {
        let (child, _) = self.running.as_mut().expect("it runs");
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = child.try_wait().expect("its status") {
                self.running = None;
                return Some(status.success());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Ends it, if it runs.
    pub fn stop(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut said = String::new();
    let asked = write!(stream, "GET /health/ready HTTP/1.0\r\n\r\n");
    asked.is_ok() && stream.read_to_string(&mut said).is_ok() && said.starts_with("HTTP/1.0 200")
}
