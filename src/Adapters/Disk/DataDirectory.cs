using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Countme.Adapters.Exchange;
using Countme.Adapters.Formats;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>
/// The folder that a local run keeps everything in, and the one place that knows where in it things lie. Folders are made when
/// something is put into them.
/// </summary>
public sealed class DataDirectory
{
    /// <summary>Names a folder, which need not exist yet.</summary>
    /// <param name="root">Its path.</param>
    public DataDirectory(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = Path.GetFullPath(root);
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Where uploaded logs lie, unless they are read from elsewhere.</summary>
    public string LogsPath => Path.Join(Root, "logs");

    /// <summary>Where combined logs lie.</summary>
    public string CombinedPath => Path.Join(Root, "combined");

    /// <summary>Where raw parts and pseudonym keys lie.</summary>
    public string RawDbPath => Path.Join(Root, "rawdb");

    /// <summary>Where published files lie.</summary>
    public string PublicPath => Path.Join(Root, "public");

    /// <summary>Where unfinished files lie: one file system with the rest, so that they can be renamed into their place.</summary>
    public string ScratchPath => Path.Join(Root, "scratch");

    /// <summary>The SQLite file with the tables.</summary>
    public string DatabasePath => Path.Join(Root, "countme.db");

    /// <summary>The content of a combined log.</summary>
    public string CombinedLogPath(Site site, LogDay day) =>
        Path.Join(CombinedPath, site.Name, day.Date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture) + ".log.zst");

    /// <summary>The folder of a site's raw parts.</summary>
    public string RawDbSitePath(Site site) => Path.Join(RawDbPath, site.Name);

    /// <summary>A raw part.</summary>
    public string RawPartPath(RawPartKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Path.Join(RawDbDayPath(key.Site, key.Day), RawDbNames.PartOf(key.LogDay));
    }

    /// <summary>The pseudonym key of a site and UTC day.</summary>
    public string PseudonymKeyPath(Site site, UtcDay day) => Path.Join(RawDbDayPath(site, day), RawDbNames.Key);

    /// <summary>The folder of a site's published files.</summary>
    public string PublicSitePath(Site site) => Path.Join(PublicPath, site.Name);

    /// <summary>
    /// Takes the folder for one run, which lets no other run write to it, and empties the scratch folder of what an earlier run
    /// left there when it was killed. The system gives the folder back when the process ends, however it ends.
    /// </summary>
    /// <param name="runLock">Held until disposed.</param>
    /// <param name="message">Who holds the folder and what to do, when this returns false; empty otherwise.</param>
    /// <returns>False when another run holds it.</returns>
    public bool TryLock([NotNullWhen(true)] out RunLock? runLock, out string message)
    {
        Directory.CreateDirectory(Root);
        runLock = RunLock.TryTake(Path.Join(Root, "lock"), out string holder);
        if (runLock is null)
        {
            message = $"{Root} is in use by {holder}; one run at a time may write to it. Wait until that run ends, or stop it.";
            return false;
        }

        message = "";
        try
        {
            EmptyScratch();
            return true;
        }
        catch
        {
            runLock.Dispose();
            throw;
        }
    }

    /// <summary>Begins a file that is renamed into its place.</summary>
    internal FileDraft CreateDraft(string target) => new(NewScratchPath(), target);

    /// <summary>A place for data that outgrows memory, with no name in the folder where the system allows that.</summary>
    internal FileStream CreateScratch()
    {
        string path = NewScratchPath();
        var scratch = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return scratch;
    }

    /// <summary>A name in the scratch folder that is not taken.</summary>
    internal string NewScratchPath()
    {
        Directory.CreateDirectory(ScratchPath);
        return Path.Join(ScratchPath, Path.GetRandomFileName());
    }

    private string RawDbDayPath(Site site, UtcDay day) => Path.Join(RawDbSitePath(site), RawDbNames.FolderOf(day));

    private void EmptyScratch()
    {
        if (Directory.Exists(ScratchPath))
        {
            Directory.Delete(ScratchPath, recursive: true);
        }
    }
}
