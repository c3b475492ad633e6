using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Countme.LocalHost.Startup;

/// <summary>Azurite and the bus's broker, as far as the settings ask for them and nobody else runs them. They end with the host.</summary>
internal sealed class Emulators : IAsyncDisposable
{
    private const string Development = "UseDevelopmentStorage=true";
    private const string Account = "devstoreaccount1";
    private const int BlobPort = 10000;
    private const int BusPort = 5672;

    /// <summary>The key that every Azurite has and that its documentation publishes.</summary>
    private const string PublicKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] StorageSettings = ["AzureWebJobsStorage", "CountmeStorage"];

    private readonly List<NodeTool> _tools = [];
    private readonly Dictionary<string, string?> _settings = [];

    /// <summary>Settings that follow from where the emulators listen.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>Starts what is asked for.</summary>
    /// <param name="settings">The app's settings.</param>
    /// <param name="plan">Where they are, and whose.</param>
    /// <param name="say">Takes what is being done, for the terminal.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Emulators> StartAsync(
        IConfiguration settings, EmulatorPlan plan, Action<string> say, CancellationToken cancellation)
    {
        var emulators = new Emulators();
        try
        {
            await emulators.StartAzuriteAsync(settings, plan, say, cancellation);
            await emulators.StartBusAsync(settings, plan, say, cancellation);
            return emulators;
        }
        catch
        {
            await emulators.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NodeTool tool in Enumerable.Reverse(_tools))
        {
            await tool.DisposeAsync();
        }
    }

    private async Task StartAzuriteAsync(IConfiguration settings, EmulatorPlan plan, Action<string> say, CancellationToken cancellation)
    {
        string[] asking = [.. StorageSettings.Where(name => settings[name] == Development)];
        if (asking.Length == 0 || (!plan.IsApart && await IsAzuriteAsync(cancellation)))
        {
            return;
        }

        (string folder, string data, bool isApart) = plan;
        await NodeTool.InstallAsync(folder, say, cancellation);
        Directory.CreateDirectory(data);
        bool usual = !isApart && !await ListensAsync(BlobPort, cancellation) && !await ListensAsync(BlobPort + 1, cancellation)
            && !await ListensAsync(BlobPort + 2, cancellation);
        string[] ports = usual
            ? ["--blobPort", Text(BlobPort), "--queuePort", Text(BlobPort + 1), "--tablePort", Text(BlobPort + 2)]
            : [];
        say(usual ? $"Starting Azurite on its usual ports, files in {data} ..."
            : isApart ? $"Starting Azurite on free ports, files in {data} ..."
            : $"Found port {BlobPort} taken; starting Azurite on free ports, files in {data} ...");
        NodeTool azurite = await NodeTool.StartAsync(folder, "azurite.mjs", ["--location", data, .. ports], cancellation);
        _tools.Add(azurite);
        string Endpoint(string service) => $"{azurite.Ready.GetProperty(service).GetString()!.TrimEnd('/')}/{Account}";
        string connection = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={PublicKey};BlobEndpoint={Endpoint("blob")};"
            + $"QueueEndpoint={Endpoint("queue")};TableEndpoint={Endpoint("table")};";
        foreach (string name in asking)
        {
            _settings[name] = connection;
        }
    }

    private async Task StartBusAsync(IConfiguration settings, EmulatorPlan plan, Action<string> say, CancellationToken cancellation)
    {
        string? bus = settings["CountmeBus"];
        bool local = bus is null or { Length: 0 } || bus.Contains("UseDevelopmentEmulator=true", StringComparison.OrdinalIgnoreCase);
        if (!local || settings["CountmeBus:fullyQualifiedNamespace"] is { Length: > 0 }
            || !File.Exists(Path.Join(plan.Folder, "servicebus.mjs"))
            || (!plan.IsApart && bus is { Length: > 0 } && await ListensAsync(PortOf(bus), cancellation)))
        {
            return;
        }

        await NodeTool.InstallAsync(plan.Folder, say, cancellation);
        say("Starting the bus ...");
        string[] port = plan.IsApart || await ListensAsync(BusPort, cancellation) ? [] : ["--port", Text(BusPort)];
        NodeTool broker = await NodeTool.StartAsync(plan.Folder, "servicebus.mjs", ["--location", plan.Data, .. port], cancellation);
        _tools.Add(broker);
        if (broker.Ready.TryGetProperty("connectionString", out System.Text.Json.JsonElement connection))
        {
            _settings["CountmeBus"] = connection.GetString();
        }
    }

    /// <summary>Whether what listens on Azurite's usual port is Azurite, or at least answers as storage does.</summary>
    private static async Task<bool> IsAzuriteAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(
                new Uri($"http://127.0.0.1:{BlobPort}/{Account}?comp=list"), cancellation);
            return answer.Headers.Server.ToString().StartsWith("Azurite", StringComparison.Ordinal);
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Port of a connection string's endpoint, <c>sb://localhost:5672</c>; without one the emulator's usual one.</summary>
    private static int PortOf(string connection)
    {
        string? endpoint = connection.Split(';')
            .Select(part => part.Trim())
            .FirstOrDefault(part => part.StartsWith("Endpoint=", StringComparison.OrdinalIgnoreCase));
        return Uri.TryCreate(endpoint?["Endpoint=".Length..], UriKind.Absolute, out Uri? address) && address.Port > 0
            ? address.Port
            : BusPort;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
