//! How many statements does the database get? Counted on every connection, and those of requests apart, so that what takes the
//! same steps can be seen to: beside them the service does work of its own.

use sea_orm::DatabaseConnection;

use crate::patience;

/// The same connection, whose statements are counted.
pub(crate) fn counted(mut connection: DatabaseConnection) -> DatabaseConnection {
    connection.set_metric_callback(|_| {
        metrics::counter!("jinqiu_statements_total").increment(1);
        if patience::is_of_a_request() {
            metrics::counter!("jinqiu_statements_of_requests_total").increment(1);
        }
    });
    connection
}
