using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Keeps what the app logs, for messages of tests.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private const int KeptLines = 200;

    private readonly ConcurrentQueue<string> _lines = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
        if (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    public override string ToString() => string.Join('\n', _lines);

    public void Dispose()
    {
    }
}
