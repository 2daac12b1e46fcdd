//! How is a program told to do something, and what does it say to that?

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};

use super::Process;

impl Process {
    /// Whether the program did what it was told, with that typed on its standard input and in that environment besides,
    /// and all that it said.
    pub fn told(&self, arguments: &[&str], typed: &str, environment: &[(&str, &str)]) -> (bool, String) {
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        command.args(arguments).envs(environment.iter().copied());
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program");
        // It may have ended before it read anything.
        drop(child.stdin.take().expect("its input").write_all(typed.as_bytes()));
        let output = child.wait_with_output().expect("its end");
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).expect("text"));
        (output.status.success(), said.concat())
    }

    /// The same where nobody reads its standard output: whether it did it, and what it said on its standard error.
    pub fn told_unheard(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = command.args(arguments).stdout(writer).stderr(Stdio::piped()).output().expect("its end");
        (output.status.success(), String::from_utf8(output.stderr).expect("text"))
    }

    /// Starts the program with those arguments; what it says is kept ([`Self::said`]).
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let said = || std::fs::File::create(self.folder.join("said")).expect("a file");
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let said = said();
        let errors = said.try_clone().expect("the same file");
        command.args(arguments).stdout(said).stderr(errors).spawn().expect("the program")
    }

    /// What the program that was begun last has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join("said")).unwrap_or_default()
    }
}
