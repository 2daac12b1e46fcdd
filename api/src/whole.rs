//! How is a whole number read into a type? One table of the kinds that types ask for, each with its limits.

/// The methods by which a deserializer reads whole numbers: each by its own `whole`, which is told the limits of the kind.
macro_rules! whole_numbers {
    () => {
        $crate::whole::whole_numbers! {
            deserialize_i8 visit_i8 i8
            deserialize_i16 visit_i16 i16
            deserialize_i32 visit_i32 i32
            deserialize_i64 visit_i64 i64
            deserialize_u8 visit_u8 u8
            deserialize_u16 visit_u16 u16
            deserialize_u32 visit_u32 u32
            deserialize_u64 visit_u64 u64
        }
    };
    ($($deserialize:ident $visit:ident $kind:ty)+) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.whole(<$kind>::MIN.into(), <$kind>::MAX.into())?)
        }
    )+};
}

pub(crate) use whole_numbers;
