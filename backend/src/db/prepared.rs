//! Statements in their own words that a connection prepares once.
//!
//! diesel keeps prepared what its query builder makes of inserts without optional columns and of most queries, but
//! neither updates, nor lists of bound values, nor `sql_query`. On the way of a booking that costs more than the work.

/// Declares a statement for one engine: its values in order, and its words, in which each `?` stands for the next one.
macro_rules! prepared {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident<$life:lifetime> on $connection:ty, $backend:ty {
            $($field:ident: $type:ty => $sql_type:ty,)*
        }
        $words:expr
    ) => {
        $(#[$meta])*
        $visibility struct $name<$life> {
            $($visibility $field: $type,)*
        }

        impl diesel::query_builder::QueryId for $name<'_> {
            type QueryId = $name<'static>;

            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::query_builder::QueryFragment<$backend> for $name<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, $backend>,
            ) -> diesel::QueryResult<()> {
                let mut words = $words.split('?');
                $(
                    out.push_sql(words.next().unwrap_or_default());
                    out.push_bind_param::<$sql_type, _>(&self.$field)?;
                )*
                out.push_sql(words.next().unwrap_or_default());
                Ok(())
            }
        }

        impl diesel::RunQueryDsl<$connection> for $name<'_> {}
    };
}
pub(super) use prepared;
