namespace Countme.Adapters.Exchange.Sqlite;

/// <summary>SQLite refused something. The message names the file, SQLite's own words and what to do about it.</summary>
public sealed class SqliteException : IOException
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabaseCode = 26;

    internal SqliteException(string path, int extendedCode, string sqliteMessage)
        : base($"{path}: SQLite says \"{sqliteMessage}\" (code {extendedCode}). {Remedy(extendedCode & 0xFF)}")
    {
        Path = path;
        ExtendedCode = extendedCode;
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>SQLite's extended result code; its low byte is the primary code.</summary>
    public int ExtendedCode { get; }

    /// <summary>Whether the disk, or the room allowed on it, is full.</summary>
    public bool IsDiskFull => (ExtendedCode & 0xFF) == Full;

    /// <summary>Whether another connection held the database longer than the waiting time.</summary>
    public bool IsBusy => (ExtendedCode & 0xFF) is Busy or Locked;

    /// <summary>Whether the file is no SQLite database, or a damaged one.</summary>
    public bool IsDamaged => (ExtendedCode & 0xFF) is NotADatabaseCode or Corrupt;

    private static string Remedy(int code) => code switch
    {
        Full => "The disk is full: free some space and run again; nothing was changed.",
        Busy or Locked => "Another program is using it: let it finish, then run again.",
        Permission or ReadOnly or CannotOpen => "Check that the file and its folder exist and that this user may read and write them.",
        Io => "Check the disk, then run again.",
        Corrupt or NotADatabaseCode => "It is damaged or not an SQLite database: name another file, or restore this one from a copy.",
        _ => "This is not the fault of your data: please report it.",
    };
}
