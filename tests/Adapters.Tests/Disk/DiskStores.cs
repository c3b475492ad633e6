using Countme.Adapters.Disk;

namespace Countme.Adapters.Tests.Disk;

/// <summary>A data directory with its tables, gone with the test.</summary>
public sealed class DiskStores : IDisposable
{
    public DiskStores()
    {
        Directory = new DataDirectory(Folder.PathOf("data"));
        Database = CountmeDatabase.Open(Directory);
    }

    public TempFolder Folder { get; } = new();

    public DataDirectory Directory { get; }

    public CountmeDatabase Database { get; }

    public void Dispose()
    {
        Database.Dispose();
        Folder.Dispose();
    }
}
