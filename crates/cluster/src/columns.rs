//! Nested Arrow columns: making them out of what the program works with, and reading them back.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, LargeBinaryArray, LargeStringArray, ListArray,
    StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Float64Type, Int64Type};
use datafusion::error::{DataFusionError, Result};

/// A struct of these members, all of which may be null.
pub fn structure<const N: usize>(members: [(&str, DataType); N]) -> DataType {
    DataType::Struct(members.into_iter().map(|(name, kind)| Field::new(name, kind, true)).collect())
}

/// A list of this.
pub fn list_of(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(item, true)))
}

/// Text, of any length in sum.
pub const TEXT: DataType = DataType::LargeUtf8;
/// Bytes, of any length in sum.
pub const BYTES: DataType = DataType::LargeBinary;
/// A number, a day or a hash.
pub const NUMBER: DataType = DataType::Int64;

/// A column of texts.
pub fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<LargeStringArray>())
}

/// A column of bytes.
pub fn bytes<T: AsRef<[u8]>>(values: impl IntoIterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<LargeBinaryArray>())
}

/// A column of numbers.
pub fn numbers(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

/// A column of shares.
pub fn shares(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<Float64Array>())
}

/// A column of what holds or does not.
pub fn flags(values: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<BooleanArray>())
}

/// A column of structs out of the columns of their members.
///
/// # Errors
/// `kind` is of other members, or the columns differ in length.
pub fn structs(kind: &DataType, members: Vec<ArrayRef>) -> Result<StructArray> {
    Ok(StructArray::try_new(members_of(kind)?.clone(), members, None)?)
}

/// A column of lists: `lengths` says how many of the items each has.
///
/// # Errors
/// The lengths do not sum up to the items.
pub fn lists(lengths: impl IntoIterator<Item = usize>, items: ArrayRef) -> Result<ArrayRef> {
    let field = Arc::new(Field::new_list_field(items.data_type().clone(), true));
    Ok(Arc::new(ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), items, None)?))
}

fn members_of(kind: &DataType) -> Result<&Fields> {
    match kind {
        DataType::Struct(members) => Ok(members),
        other => Err(DataFusionError::Internal(format!("{other} is no struct"))),
    }
}

/// A column as it was asked for: plans differ in how they write texts, and in the names of what lists hold.
///
/// # Errors
/// It cannot be had so.
pub fn as_asked(column: &ArrayRef, kind: &DataType) -> Result<ArrayRef> {
    if column.data_type() == kind { Ok(Arc::clone(column)) } else { Ok(cast(column, kind)?) }
}

/// Structs, member by member.
pub struct Rows<'a>(pub &'a StructArray);

impl<'a> Rows<'a> {
    fn member(&self, name: &str) -> Result<&'a ArrayRef> {
        let missing = || DataFusionError::Internal(format!("there is no column {name}"));
        self.0.column_by_name(name).ok_or_else(missing)
    }

    /// A member that holds texts.
    pub fn texts(&self, name: &str) -> Result<&'a LargeStringArray> {
        self.member(name)?.as_string_opt::<i64>().ok_or_else(|| not_of(name))
    }

    /// A member that holds bytes.
    pub fn bytes(&self, name: &str) -> Result<&'a LargeBinaryArray> {
        self.member(name)?.as_binary_opt::<i64>().ok_or_else(|| not_of(name))
    }

    /// A member that holds numbers.
    pub fn numbers(&self, name: &str) -> Result<&'a Int64Array> {
        self.member(name)?.as_primitive_opt::<Int64Type>().ok_or_else(|| not_of(name))
    }

    /// A member that holds shares.
    pub fn shares(&self, name: &str) -> Result<&'a Float64Array> {
        self.member(name)?.as_primitive_opt::<Float64Type>().ok_or_else(|| not_of(name))
    }

    /// A member that holds lists.
    pub fn lists(&self, name: &str) -> Result<&'a ListArray> {
        self.member(name)?.as_list_opt::<i32>().ok_or_else(|| not_of(name))
    }
}

/// The structs of each list of a column; none where a list is null.
///
/// # Errors
/// It is no column of lists of structs.
pub fn structs_of_each(column: &ArrayRef) -> Result<Vec<Option<StructArray>>> {
    let lists = column.as_list_opt::<i32>().ok_or_else(|| not_of("argument"))?;
    lists
        .iter()
        .map(|list| list.map(|items| items.as_struct_opt().cloned().ok_or_else(|| not_of("argument"))).transpose())
        .collect()
}

/// What stands in a column at a row, if anything does.
pub fn text_at(column: &LargeStringArray, row: usize) -> Option<&str> {
    (!column.is_null(row)).then(|| column.value(row))
}

fn not_of(name: &str) -> DataFusionError {
    DataFusionError::Internal(format!("the column {name} is of another type than was agreed"))
}
