using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using SQLitePCL;

namespace Countme.Adapters.Exchange.Sqlite;

/// <summary>
/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite. Text goes in and out by its length in bytes, so a
/// NUL is a character like any other.
/// </summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    // Good as long as the handle is; who uses the statement has not disposed it.
    private readonly nint _statement = handle.DangerousGetHandle();

    /// <summary>Whether a column holds an integer.</summary>
    public bool IsInteger(int column) => SqliteCalls.ColumnType(_statement, column) == raw.SQLITE_INTEGER;

    /// <summary>Whether a column is null.</summary>
    public bool IsNull(int column) => SqliteCalls.ColumnType(_statement, column) == raw.SQLITE_NULL;

    /// <summary>A column as a number.</summary>
    public long Int64(int column) => SqliteCalls.ColumnInt64(_statement, column);

    /// <summary>A column's text in UTF-8; good until the next step.</summary>
    /// <remarks>Reads the bytes with their length; the function made for text would end at the first NUL.</remarks>
    public ReadOnlySpan<byte> Utf8(int column)
    {
        // In this order: asking for the bytes may move a value that is no text yet.
        byte* utf8 = SqliteCalls.ColumnBlob(_statement, column);
        return new ReadOnlySpan<byte>(utf8, SqliteCalls.ColumnBytes(_statement, column));
    }

    /// <summary>A column's text; invalid UTF-8 becomes U+FFFD.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <summary>A column's text up to its first NUL, also from a database whose text is UTF-16.</summary>
    public string TextToNul(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>A column's text; null when the column is null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Gives a parameter a number.</summary>
    public void Bind(int parameter, long value) => database.Check(SqliteCalls.BindInt64(_statement, parameter, value));

    /// <summary>Gives a parameter a number or null.</summary>
    public void Bind(int parameter, long? value)
    {
        if (value is { } number)
        {
            Bind(parameter, number);
        }
        else
        {
            BindNull(parameter);
        }
    }

    /// <summary>Gives a parameter text in UTF-8.</summary>
    public void Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, which SQLite would take for null.
        byte nothing = 0;
        fixed (byte* bytes = utf8)
        {
            database.Check(
                SqliteCalls.BindText(_statement, parameter, bytes is null ? &nothing : bytes, utf8.Length, SqliteCalls.Transient));
        }
    }

    /// <summary>Gives a parameter text; null binds null.</summary>
    [SkipLocalsInit]
    public void Bind(int parameter, string? text)
    {
        if (text is null)
        {
            BindNull(parameter);
            return;
        }

        int maxBytes = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (maxBytes <= StackBytes)
        {
            Span<byte> buffer = stackalloc byte[StackBytes];
            Bind(parameter, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(maxBytes);
        Bind(parameter, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there are no more rows.</returns>
    public bool Step()
    {
        int code = SqliteCalls.Step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for its next parameters.</summary>
    public void Run()
    {
        int code = SqliteCalls.Step(_statement);
        if (code != raw.SQLITE_DONE)
        {
            database.Check(code);
        }

        database.Check(SqliteCalls.Reset(_statement));
    }

    /// <summary>Makes the statement ready to run again; its parameters stay.</summary>
    public void Reset() => database.Check(SqliteCalls.Reset(_statement));

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void BindNull(int parameter) => database.Check(raw.sqlite3_bind_null(handle, parameter));
}
