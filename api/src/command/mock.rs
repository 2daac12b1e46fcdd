//! The other side, from the command line.

use std::net::{SocketAddr, TcpListener};

use super::CommandError;

/// Is a bank at that address until it is stopped.
pub(super) async fn bank(listen: SocketAddr) -> Result<(), CommandError> {
    let failed = |cause| CommandError::io(format!("listen at {listen}"), cause);
    let listener = TcpListener::bind(listen).map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    say!("a bank that is told at http://{local}; its books are at http://{local}/orders");
    crate::mocks::bank::serve(listener).map_err(failed)?.await.map_err(failed)
}
