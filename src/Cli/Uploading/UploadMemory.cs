using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countme.Cli.Uploading;

/// <summary>What is remembered of a log that was uploaded, or is being uploaded.</summary>
/// <param name="Blob">The blob's full address.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="ModifiedUnixMs">When the file was written last.</param>
/// <param name="Sha256">Fingerprint of the file; null while it is being uploaded.</param>
/// <param name="Blocks">Ids of the blocks that are there, while it is being uploaded.</param>
internal sealed record RememberedLog(string Blob, long Bytes, long ModifiedUnixMs, string? Sha256, IReadOnlyList<string>? Blocks = null)
{
    /// <summary>Whether a file is still what was uploaded, by size and time.</summary>
    public bool Is(FileVersion version) => Sha256 is not null && version == new FileVersion(Bytes, ModifiedUnixMs);
}

/// <summary>
/// A file of this machine that remembers what was uploaded: a line of JSON for each log, the last one of a blob counts. It spares
/// reading files again whose time changed. Where the container may be listed, its loss costs nothing else.
/// </summary>
internal sealed class UploadMemory : IDisposable
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Lock _turn = new();
    private readonly Dictionary<string, RememberedLog> _logs = new(StringComparer.Ordinal);
    private readonly FileStream? _file;

    private UploadMemory(FileStream? file) => _file = file;

    /// <summary>Opens the file, made if missing. A line that cannot be read, as after a crash, is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isReadOnly">Whether nothing is to be written.</param>
    public static UploadMemory Open(string path, bool isReadOnly)
    {
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var logs = new Dictionary<string, RememberedLog>(StringComparer.Ordinal);
        foreach (RememberedLog log in lines.Select(Parse).OfType<RememberedLog>())
        {
            logs[log.Blob] = log;
        }

        var memory = new UploadMemory(isReadOnly ? null : OpenForAppending(path, lines.Length, logs.Values));
        foreach (RememberedLog log in logs.Values)
        {
            memory._logs.Add(log.Blob, log);
        }

        return memory;
    }

    /// <summary>What is remembered of a blob; null when nothing is.</summary>
    public RememberedLog? Find(Uri blob)
    {
        lock (_turn)
        {
            return _logs.GetValueOrDefault(AddressOf(blob));
        }
    }

    /// <summary>Remembers a log at once.</summary>
    public void Remember(Uri blob, FileVersion version, string? sha256, IReadOnlyList<string>? blocks = null)
    {
        var log = new RememberedLog(AddressOf(blob), version.Bytes, version.ModifiedUnixMs, sha256, blocks);
        lock (_turn)
        {
            _logs[log.Blob] = log;
            _file?.Write(LineOf(log));
            _file?.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>A signature in the query is a secret and no part of the name.</summary>
    private static string AddressOf(Uri blob) => blob.GetLeftPart(UriPartial.Path);

    private static FileStream OpenForAppending(string path, int lines, Dictionary<string, RememberedLog>.ValueCollection logs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (lines > 2 * logs.Count + 100)
        {
            string draft = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllLines(draft, logs.Select(log => JsonSerializer.Serialize(log, Format)));
            File.Move(draft, path, overwrite: true);
        }

        var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length > 0)
        {
            // After a crash the last line may lack its end.
            file.Write("\n"u8);
        }

        return file;
    }

    private static byte[] LineOf(RememberedLog log) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(log, Format) + "\n");

    private static RememberedLog? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<RememberedLog>(line, Format) is { Blob: not null } log ? log : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
