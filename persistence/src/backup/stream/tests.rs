//! Does a sealed stream open whole, in order and by its own key alone?

use std::collections::BTreeMap;

use super::*;

fn roots(version: u16, octet: u8) -> Roots {
    Roots { demonstration: false, versions: BTreeMap::from([(version, Root::new([octet; 32]))]) }
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::begin(Vec::new(), 3, &Root::new([7; 32])).unwrap();
    sealer.write_all(plain).unwrap();
    sealer.finish().unwrap()
}

fn opened(sealed: &[u8], roots: &Roots) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    let _ = Opener::begin(sealed, roots)?.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn streams_of_every_length_open_and_those_that_were_cut_do_not() {
    for length in [0, 1, PLAIN - 1, PLAIN, PLAIN + 1, 2 * PLAIN, 3 * PLAIN + 5] {
        let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let stream = sealed(&plain);
        assert_eq!(opened(&stream, &roots(3, 7)).unwrap(), plain, "{length}");
        for end in [HEAD, HEAD + TAG, HEAD + PLAIN + TAG, HEAD + 2 * (PLAIN + TAG), stream.len() - 1] {
            if end < stream.len() {
                assert!(opened(&stream[..end], &roots(3, 7)).is_err(), "{length} cut at {end}");
            }
        }
        let longer = [stream.as_slice(), b"x"].concat();
        assert!(opened(&longer, &roots(3, 7)).is_err(), "{length} lengthened");
    }
}

#[test]
fn chunks_of_a_stream_open_in_their_order_and_in_no_other_stream() {
    const CHUNK: usize = PLAIN + TAG;
    let (stream, other) = (sealed(&vec![5; 3 * PLAIN]), sealed(&vec![5; 3 * PLAIN]));
    let turned = [
        &stream[..HEAD],
        &stream[HEAD + CHUNK..HEAD + 2 * CHUNK],
        &stream[HEAD..HEAD + CHUNK],
        &stream[HEAD + 2 * CHUNK..],
    ];
    assert!(opened(&turned.concat(), &roots(3, 7)).is_err());
    let mixed = [&stream[..HEAD + CHUNK], &other[HEAD + CHUNK..]].concat();
    assert!(opened(&mixed, &roots(3, 7)).is_err());
}

#[test]
fn every_altered_octet_is_noticed() {
    let stream = sealed(b"families");
    for at in 0..stream.len() {
        let mut altered = stream.clone();
        altered[at] ^= 1;
        assert!(opened(&altered, &roots(3, 7)).is_err(), "octet {at}");
    }
}

#[test]
fn a_key_that_is_missing_and_one_that_is_another_are_told_apart() {
    let stream = sealed(b"families");
    let told = |roots: &Roots| StreamFault::behind(&opened(&stream, roots).unwrap_err());
    assert_eq!(told(&roots(2, 7)), Some(StreamFault::NotHeld(3)));
    assert_eq!(told(&roots(3, 8)), Some(StreamFault::AnotherKey(3)));
    let later = [b"jinqiu backup 2\n", &stream[16..]].concat();
    assert_eq!(StreamFault::behind(&opened(&later, &roots(3, 7)).unwrap_err()), Some(StreamFault::OtherForm));
    assert_eq!(
        StreamFault::behind(&opened(b"PK\x03\x04", &roots(3, 7)).unwrap_err()),
        Some(StreamFault::Foreign)
    );
}
