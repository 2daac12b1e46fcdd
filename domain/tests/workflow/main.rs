//! Does the way of a case hold? Its grid, its exhaustive walk, its random walk, its deadlines.

mod cases;
mod days;
mod grid;
mod random;
mod shadow;
mod walk;
mod world;
