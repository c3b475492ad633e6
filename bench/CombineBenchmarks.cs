using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Countme.Core.Combine;
using Countme.Core.Upload;

namespace Countme.Bench;

/// <summary>Merging four logs by instant, and fingerprinting content, on one core.</summary>
[MemoryDiagnoser]
public class CombineBenchmarks
{
    private byte[] _log = [];
    private byte[][] _logs = [];

    [GlobalSetup]
    public void Setup()
    {
        _log = SampleLog.Make();
        var parts = Enumerable.Range(0, 4).Select(_ => new MemoryStream()).ToArray();
        int line = 0;
        for (int start = 0; start < _log.Length; line++)
        {
            int end = _log.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? _log.Length : start + end + 1;
            parts[line % parts.Length].Write(_log, start, end - start);
            start = end;
        }

        _logs = [.. parts.Select(part => part.ToArray())];
    }

    [Benchmark, ReadsLog]
    public async Task Merge()
    {
        LineSource[] sources = [.. _logs.Select(log => new LineSource(new LogContent(new MemoryStream(log), 0), upload: null))];
        await LineMerge.RunAsync(sources, Stream.Null, progress: null, CancellationToken.None);
        foreach (LineSource source in sources)
        {
            await source.DisposeAsync();
        }
    }

    [Benchmark, ReadsLog]
    public ContentHash Fingerprint()
    {
        using var hasher = new ContentHasher();
        hasher.Append(_log);
        return hasher.Finish();
    }

    [Benchmark, ReadsLog]
    public byte[] Sha256ForComparison() => SHA256.HashData(_log);
}
