//! JSON in the browser: the browser parses, serde picks the values up, and what does not fit is refused without saying
//! why (the pages and the server come from one build). A parser with good error messages costs the front door a fifth
//! of its size.

use std::fmt;

use serde::{
    Deserializer, Serialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
        VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, JSON, Object};

/// Reads `json`; `None` if it is not what is expected.
pub fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    T::deserialize(Value(JSON::parse(json).ok()?)).ok()
}

/// Writes `value`; `None` for values that JSON cannot hold, which the contract does not have.
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// Not what was expected.
#[derive(Debug)]
struct Misfit;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what was expected")
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// A value that `JSON.parse` made.
struct Value(JsValue);

impl<'de> Deserializer<'de> for Value {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Some(number) = self.0.as_f64() {
            let (whole, negative) = (number as u64, number as i64);
            if whole as f64 == number {
                visitor.visit_u64(whole)
            } else if negative as f64 == number {
                visitor.visit_i64(negative)
            } else {
                visitor.visit_f64(number)
            }
        } else if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else if self.0.is_null() {
            visitor.visit_unit()
        } else if let Some(list) = self.0.dyn_ref::<Array>() {
            visitor.visit_seq(Items { list, next: 0 })
        } else {
            visitor.visit_map(Entries::of(&self.0).ok_or(Misfit)?)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0.as_string() {
            Some(name) => visitor.visit_enum(Variant {
                name,
                content: JsValue::NULL,
            }),
            None => {
                let mut entries = Entries::of(&self.0).ok_or(Misfit)?;
                let (name, content) = entries.take().ok_or(Misfit)?;
                visitor.visit_enum(Variant { name, content })
            }
        }
    }

    // What serde expects is known for the shapes that the contract is made of. Trying them all each time would have a derived
    // type carry the code for reading itself from lists and numbers, too.
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_string(self.0.as_string().ok_or(Misfit)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_bool(self.0.as_bool().ok_or(Misfit)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let list = self.0.dyn_ref::<Array>().ok_or(Misfit)?;
        visitor.visit_seq(Items { list, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_map(Entries::of(&self.0).ok_or(Misfit)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier
    }
}

struct Items<'a> {
    list: &'a Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        if self.next == self.list.length() {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(Value(self.list.get(self.next - 1))).map(Some)
    }
}

struct Entries {
    entries: Array,
    next: u32,
    value: JsValue,
}

impl Entries {
    /// `None` for what is no object.
    fn of(value: &JsValue) -> Option<Self> {
        let object: &Object = value.dyn_ref()?;
        (!Array::is_array(value)).then(|| Self {
            entries: Object::entries(object),
            next: 0,
            value: JsValue::NULL,
        })
    }

    fn take(&mut self) -> Option<(String, JsValue)> {
        let entry: Array = self.entries.get(self.next).dyn_into().ok()?;
        self.next += 1;
        Some((entry.get(0).as_string()?, entry.get(1)))
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.take() else {
            return Ok(None);
        };
        self.value = value;
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(Value(std::mem::replace(&mut self.value, JsValue::NULL)))
    }
}

struct Variant {
    name: String,
    content: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Misfit;
    type Variant = Value;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Value), Misfit> {
        Ok((
            seed.deserialize(self.name.into_deserializer())?,
            Value(self.content),
        ))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }
}
