//! Whose text has this in it, or begins so? Asked alike of both databases, and every character stands for itself.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};

/// The rows whose column has the text somewhere in it.
pub(crate) fn contains(column: impl ColumnTrait, text: &str) -> Expr {
    let pattern = format!("%{}%", plain(&text.to_ascii_lowercase()));
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('!'))
}

/// The rows whose column begins with the text.
pub(crate) fn begins_with(column: impl ColumnTrait, text: &str) -> Expr {
    Expr::col(column).like(LikeExpr::new(format!("{}%", plain(text))).escape('!'))
}

/// A text in which nothing stands for something else.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            plain.push('!');
        }
        plain.push(c);
    }
    plain
}
