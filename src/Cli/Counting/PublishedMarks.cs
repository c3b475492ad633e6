using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countme.Adapters.Disk;
using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>
/// Remembers what was last published of a site, so that publishing the same again costs a few file times instead of writing all
/// weeks. The note lies beside the public files; without it, or when a file differs from it, everything is published again.
/// </summary>
/// <param name="directory">Holds the public files.</param>
internal sealed class PublishedMarks(DataDirectory directory)
{
    /// <summary>Raised when the same weeks are written in another way than before.</summary>
    private const int FormatVersion = 1;

    private const string NoteName = ".published";

    /// <summary>Identifies a publication: equal when the files would be.</summary>
    /// <param name="weeks">The weeks, in order.</param>
    /// <param name="isExact">Whether hostile text is written as it is.</param>
    public static string FingerprintOf(IReadOnlyList<WeekTotals> weeks, bool isExact)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"format {FormatVersion} exact {isExact}");
        foreach (WeekTotals week in weeks)
        {
            Append(hash, $"{week.Week} {week.Fingerprint} {week.Source} {week.Revision} {week.IsCountmeComplete} {week.IsUniqueComplete} "
                + $"{week.IsPartial} {week.IsImported} {string.Join(',', week.MissingDays)} {string.Join(',', week.IncompleteLogDays)} "
                + string.Join(',', week.MissingHosts));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The files, if what is there now is exactly what was published under a fingerprint; else null.</summary>
    public IReadOnlyList<PublishedFile>? Find(Site site, string fingerprint)
    {
        string path = NotePath(site);
        if (!File.Exists(path))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(path);
        var files = new List<PublishedFile>();
        foreach (string line in lines.Skip(1))
        {
            var file = new FileInfo(Path.Join(directory.PublicSitePath(site), line.Split(' ')[^1]));
            if (!file.Exists || LineOf(file) != line)
            {
                return null;
            }

            files.Add(new PublishedFile(file.Name, file.Length, WasReplaced: false));
        }

        return lines is [var first, _, ..] && first == fingerprint ? files : null;
    }

    /// <summary>Notes what was published.</summary>
    public void Put(Site site, string fingerprint, IReadOnlyList<PublishedFile> files)
    {
        string folder = directory.PublicSitePath(site);
        string[] lines = [fingerprint, .. files.Select(file => LineOf(new FileInfo(Path.Join(folder, file.Name))))];
        string draft = NotePath(site) + ".tmp";
        File.WriteAllText(draft, string.Join('\n', lines) + "\n");
        File.Move(draft, NotePath(site), overwrite: true);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private static string LineOf(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks} {file.Name}");

    private string NotePath(Site site) => Path.Join(directory.PublicSitePath(site), NoteName);
}
