//! Does the way of a case hold? Its grid, its exhaustive walk, its random walk, its deadlines.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod consents;
#[cfg(test)]
mod days;
#[cfg(test)]
mod deeds;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod exceptions;
#[cfg(test)]
mod grid;
#[cfg(test)]
mod kin;
#[cfg(test)]
mod objections;
#[cfg(test)]
mod random;
#[cfg(test)]
mod shadow;
#[cfg(test)]
mod story;
#[cfg(test)]
mod town;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod world;
