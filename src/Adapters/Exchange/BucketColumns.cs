using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.RawDb;

namespace Countme.Adapters.Exchange;

/// <summary>The seven columns of a bucket, in the order that every table has them.</summary>
internal static class BucketColumns
{
    /// <summary>Binds them to parameters that follow each other.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="first">Number of the parameter for the first column.</param>
    /// <param name="bucket">The bucket.</param>
    public static void Bind(SqliteStatement statement, int first, Bucket bucket)
    {
        statement.Bind(first, bucket.OsName);
        statement.Bind(first + 1, bucket.OsVersion);
        statement.Bind(first + 2, bucket.OsVariant);
        statement.Bind(first + 3, bucket.OsArch);
        statement.Bind(first + 4, bucket.SysAge);
        statement.Bind(first + 5, bucket.RepoTag);
        statement.Bind(first + 6, bucket.RepoArch);
    }
}
