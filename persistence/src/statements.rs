//! How many statements does the database get? Counted on every connection, so that what takes the same steps can be seen to.

use sea_orm::DatabaseConnection;

/// The same connection, whose statements are counted.
pub(crate) fn counted(mut connection: DatabaseConnection) -> DatabaseConnection {
    connection.set_metric_callback(|_| metrics::counter!("jinqiu_statements_total").increment(1));
    connection
}
