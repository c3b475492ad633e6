using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Countme.LocalHost.Blobs;
using Countme.LocalHost.Discovery;
using Countme.LocalHost.Http;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Countme.LocalHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Startup;

/// <summary>An app that is being served: HTTP, blobs, timers and orchestrations.</summary>
internal sealed class ServedApp : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<BlobFunction> _blobs = [];
    private readonly ILogger _logger;
    private Task _parts = Task.CompletedTask;
    private bool _began;
    private bool _stopped;

    private ServedApp(WebApplication web, OrchestrationRuntime runtime)
    {
        _web = web;
        Runtime = runtime;
        _logger = web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Countme.LocalHost");
    }

    /// <summary>Where it is served.</summary>
    public Uri Address => new(_web.Urls.First());

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>Its orchestrations.</summary>
    public OrchestrationRuntime Runtime { get; }

    /// <summary>The client that its functions get.</summary>
    public DurableTaskClient Client => Services.GetRequiredService<DurableTaskClient>();

    /// <summary>Completes when a part of the host ends by itself, which is an error.</summary>
    public Task Ended => _parts;

    /// <summary>Starts serving.</summary>
    /// <exception cref="FunctionCatalogException">The functions cannot be served as they are.</exception>
    /// <exception cref="StartException">Storage or the port cannot be had.</exception>
    public static async Task<ServedApp> StartAsync(HostPlan plan, CancellationToken cancellation)
    {
        FunctionCatalog catalog = FunctionCatalog.Find(plan.Types, plan.Settings);
        string storage = plan.Settings["AzureWebJobsStorage"] is { Length: > 0 } connection
            ? connection
            : throw new StartException(
                "Found no setting AzureWebJobsStorage, expected a connection string; "
                + "UseDevelopmentStorage=true stands for Azurite on this machine.");
        try
        {
            WebApplication web = Build(plan, catalog, storage);
            var app = new ServedApp(web, web.Services.GetRequiredService<OrchestrationRuntime>());
            return await BeginAsync(app, plan, catalog, storage, cancellation);
        }
        catch (Exception exception) when (StorageFailure(exception) is { } failure)
        {
            throw new StartException(
                $"Storage cannot be used: {failure.Split('\n')[0].Trim()} Start it, or correct AzureWebJobsStorage and CountmeStorage.");
        }
    }

    private static async Task<ServedApp> BeginAsync(
        ServedApp app, HostPlan plan, FunctionCatalog catalog, string storage, CancellationToken cancellation)
    {
        try
        {
            await app.BeginAsync(plan, catalog, storage, cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>What storage answered, why it did not, or what is wrong with its connection string; null for others.</summary>
    private static string? StorageFailure(Exception exception) => exception switch
    {
        RequestFailedException or FormatException => exception.Message,
        AggregateException several => several.InnerExceptions.OfType<RequestFailedException>().FirstOrDefault()?.Message,
        _ => null,
    };

    /// <summary>Stops: requests and turns are finished, activities cancelled.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        Log.Stopping(_logger);
        await _stop.CancelAsync();
        if (_began)
        {
            await _web.StopAsync(CancellationToken.None);
        }

        await Task.WhenAll(_blobs.Select(blob => blob.WhenIdleAsync()));
        await Runtime.StopAsync();
        await _parts.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _web.DisposeAsync();
        _blobs.ForEach(blob => blob.Dispose());
        _stop.Dispose();
    }

    private static WebApplication Build(HostPlan plan, FunctionCatalog catalog, string storage)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddConfiguration(plan.Settings);
        builder.Logging.AddConfiguration(plan.Settings.GetSection("Logging"));
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseUrls(FormattableString.Invariant($"http://127.0.0.1:{plan.Options.Port}"));
        plan.Configure(builder.Services, plan.Settings);
        builder.Services.TryAddSingleton(plan.Time);
        builder.Services.AddSingleton(
            services => new FunctionCall(
                services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<DurableTaskClient>));
        builder.Services.AddSingleton<IDurableFunctions>(
            services => new DurableFunctions(catalog, services.GetRequiredService<FunctionCall>()));
        builder.Services.AddSingleton<IInstanceStore>(
            new TableInstanceStore(new TableClient(storage, plan.Options.TablePrefix + "Instances")));
        builder.Services.AddSingleton(services => new OrchestrationRuntime(
            services.GetRequiredService<IInstanceStore>(),
            services.GetRequiredService<IDurableFunctions>(),
            plan.Options,
            plan.Time,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetService<IActivityInterceptor>()));
        builder.Services.AddSingleton<DurableTaskClient>(
            services => new LocalDurableTaskClient(services.GetRequiredService<OrchestrationRuntime>()));
        return builder.Build();
    }

    private async Task BeginAsync(HostPlan plan, FunctionCatalog catalog, string storage, CancellationToken cancellation)
    {
        FunctionCall call = Services.GetRequiredService<FunctionCall>();
        var key = new FunctionKey(plan.Options.FunctionKey);
        _web.UseStatusCodePages(
            context => Results.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        IReadOnlyList<string> routes = new HttpFunctions(catalog, call, key, _logger).Map(_web);
        new DurableRoutes(Client, key).Map(_web);
        await Runtime.Store.EnsureCreatedAsync(cancellation);
        try
        {
            await _web.StartAsync(cancellation);
            _began = true;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartException(string.Create(
                CultureInfo.InvariantCulture, $"Found port {plan.Options.Port} taken, expected it free for the HTTP functions; "
                + $"end what listens there, or choose another: --port N, or --port 0 for any."));
        }

        // After the app's own services have started: what an earlier process left goes on at once.
        await Runtime.StartAsync(cancellation);
        Log.Serving(_logger, catalog.Functions.Count, Address.ToString());
        foreach (string route in routes)
        {
            Log.Route(_logger, route);
        }

        _parts = Task.WhenAll(StartParts(plan, catalog, storage, call));
    }

    private IEnumerable<Task> StartParts(HostPlan plan, FunctionCatalog catalog, string storage, FunctionCall call)
    {
        var timers = new TimerFunctions(catalog, call, new TableClient(storage, plan.Options.TablePrefix + "Timers"), plan.Time, _logger);
        yield return GuardAsync("Timers", timers.RunAsync);
        foreach ((FunctionMethod function, BlobTriggerAttribute _) in catalog.With<BlobTriggerAttribute>())
        {
            var receipts = new BlobReceipts(new TableClient(storage, plan.Options.TablePrefix + "Receipts"), function.Name);
            var blob = new BlobFunction(function, call, Container(function), receipts, plan.Options, plan.Time, _logger);
            _blobs.Add(blob);
            yield return GuardAsync($"Blobs of {function.Name}", blob.RunAsync);
        }
    }

    private static BlobContainerClient Container(FunctionMethod function) =>
        Uri.TryCreate(function.Connection, UriKind.Absolute, out Uri? account)
            ? new BlobServiceClient(account, new DefaultAzureCredential()).GetBlobContainerClient(function.Blobs!.Container)
            : new BlobContainerClient(function.Connection, function.Blobs!.Container);

    /// <summary>Runs a part until the host stops; one that fails (storage away at its start) begins anew after a while.</summary>
    private async Task GuardAsync(string part, Func<CancellationToken, Task> run)
    {
        TimeProvider time = Services.GetRequiredService<TimeProvider>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await run(_stop.Token);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The boundary of a part of the host.
                Log.PartFailed(_logger, part, exception);
                await Task.Delay(TimeSpan.FromSeconds(5), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
