using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Countme.Tests;

/// <summary>A request as the proxy sees it.</summary>
/// <param name="Number">How many requests came before it.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query, as they were sent.</param>
internal sealed record FaultRequest(int Number, string Method, string Path);

/// <summary>
/// Sits in front of an HTTP server, on a free port, and spoils the requests that a test chooses. One connection carries one request.
/// Signatures of storage accounts cover the path but not the host, so they stay valid.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<string> _log = [];
    private readonly ConcurrentDictionary<Task, bool> _open = [];
    private readonly Lock _deciding = new();
    private readonly Func<FaultRequest, Fault> _decide;
    private readonly Uri _target;
    private readonly Task _accepting;
    private int _number;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">Address of the server.</param>
    /// <param name="decide">Chooses what happens to a request; called for one request at a time, in the order of their numbers.</param>
    public FaultProxy(Uri target, Func<FaultRequest, Fault> decide)
    {
        (_target, _decide) = (target, decide);
        _listener.Start();
        Address = new UriBuilder(target) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The address to use instead of the server's, with the same path.</summary>
    public Uri Address { get; }

    /// <summary>Every request so far and what was done with it: <c>PUT /path: tear after</c>.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Faults by chance, the same ones for the same seed and order of requests: a third of the requests have one.</summary>
    public static Func<FaultRequest, Fault> Seeded(int seed)
    {
        var random = new Random(seed);
        return _ => random.Next(12) switch
        {
            0 => Fault.Answer(503, 0),
            1 => Fault.Answer(429, 0),
            2 => Fault.TearBefore,
            3 => Fault.TearAfter,
            _ => Fault.None,
        };
    }

    /// <summary>The first requests meet these faults, one each; all later ones pass.</summary>
    public static Func<FaultRequest, Fault> First(params Fault[] faults) =>
        request => request.Number < faults.Length ? faults[request.Number] : Fault.None;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_open.Keys);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                Task serving = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
                _open[serving] = true;
                _ = serving.ContinueWith(done => _open.TryRemove(done, out bool _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            // Closing with a linger of zero resets the connection, as a dying server does.
            client.LingerState = new LingerOption(true, 0);
            try
            {
                NetworkStream stream = client.GetStream();
                byte[]? request = await ReadRequestAsync(stream);
                if (request is not null)
                {
                    await AnswerAsync(stream, request);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The client went away, or the test ended.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, byte[] request)
    {
        Fault fault = Decide(request);
        await fault.Gate.WaitAsync(_ending.Token);
        if (fault.Name == Fault.TearBefore.Name)
        {
            return;
        }

        byte[] answer = fault.Status == 0 ? await ForwardAsync(request) : Made(fault);
        if (fault.Name != Fault.TearAfter.Name)
        {
            await stream.WriteAsync(answer, _ending.Token);
            stream.Socket.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, _ending.Token);
        }
    }

    private Fault Decide(byte[] request)
    {
        string[] line = Encoding.ASCII.GetString(request.AsSpan(0, request.AsSpan().IndexOf((byte)'\r'))).Split(' ');
        lock (_deciding)
        {
            Fault fault = _decide(new FaultRequest(_number++, line[0], line[1]));
            _log.Enqueue($"{line[0]} {line[1]}: {fault.Name}");
            return fault;
        }
    }

    private static byte[] Made(Fault fault)
    {
        string retry = fault.RetryAfterSeconds is int seconds
            ? string.Create(CultureInfo.InvariantCulture, $"Retry-After: {seconds}\r\n")
            : "";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {fault.Status} Fault\r\n{retry}Content-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private async Task<byte[]> ForwardAsync(byte[] request)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(_target.Host, _target.Port, _ending.Token);
        NetworkStream stream = server.GetStream();
        await stream.WriteAsync(request, _ending.Token);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, _ending.Token);
        return answer.ToArray();
    }

    /// <summary>A whole request, with a header that makes the server close its connection; null if the client closed before.</summary>
    private async Task<byte[]?> ReadRequestAsync(NetworkStream stream)
    {
        var request = new MemoryStream();
        string? line = await ReadLineAsync(stream);
        long length = 0;
        bool chunked = false;
        if (line is null)
        {
            return null;
        }

        for (; !string.IsNullOrEmpty(line); line = await ReadLineAsync(stream))
        {
            string[] header = line.Split(':', 2, StringSplitOptions.TrimEntries);
            if (header[0].Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            length = header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                ? long.Parse(header[1], CultureInfo.InvariantCulture)
                : length;
            chunked |= header[0].Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
            request.Write(Encoding.Latin1.GetBytes(line + "\r\n"));
        }

        request.Write("Connection: close\r\n\r\n"u8);
        await (chunked ? CopyChunksAsync(stream, request) : CopyAsync(stream, request, length));
        return request.ToArray();
    }

    private async Task CopyChunksAsync(NetworkStream stream, MemoryStream request)
    {
        long length;
        do
        {
            string line = await ReadLineAsync(stream) ?? throw new IOException("The client closed in the middle of a request.");
            request.Write(Encoding.Latin1.GetBytes(line + "\r\n"));
            length = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            await CopyAsync(stream, request, length + 2);
        }
        while (length > 0);
    }

    private async Task CopyAsync(NetworkStream stream, MemoryStream request, long length)
    {
        byte[] buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer, _ending.Token);
        request.Write(buffer);
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _ending.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
