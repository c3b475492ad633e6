using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Status;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Api;
using Countme.Functions.Day;
using Countme.Functions.Retention;
using Countme.Functions.Settings;
using Countme.Functions.Sweep;
using Countme.Functions.Upload;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Countme.Functions;

/// <summary>Puts the app together.</summary>
public static class CountmeServices
{
    /// <summary>Adds everything that the functions need. The containers and tables are made when the host starts.</summary>
    /// <exception cref="BadSettingsException">Settings are missing or wrong.</exception>
    public static IServiceCollection AddCountme(this IServiceCollection services, IConfiguration configuration)
    {
        CountmeSettings settings = CountmeSettings.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(new CloudNames(settings.Options.NamePrefix));
        return services.AddStores(settings).AddSteps(settings).AddParts();
    }

    private static IServiceCollection AddStores(this IServiceCollection services, CountmeSettings settings)
    {
        services.AddSingleton(_ => BlobsOf(settings.Storage));
        services.AddSingleton(_ => TablesOf(settings.Storage));
        services.AddSingleton<CloudStorage>();
        services.AddHostedService<StorageStart>();
        services.AddSingleton<CloudUploads>();
        services.AddSingleton<IUploads>(provider => provider.GetRequiredService<CloudUploads>());
        services.AddSingleton<IStoredLogs, StoredLogs>();
        services.AddSingleton<IRejectedLogs, CloudRejectedLogs>();
        services.AddSingleton<ICombinedLogs, CloudCombinedLogs>();
        services.AddSingleton<IRawDb, CloudRawDb>();
        services.AddSingleton<ITotals, CloudTotals>();
        services.AddSingleton<IPublications, CloudPublications>();
        services.AddSingleton<IDayStates, CloudDayStates>();
        services.AddSingleton(_ => BusOf(settings.Bus));
        services.AddSingleton(new ServiceBusStatusOptions { Topic = settings.Options.Topic });
        services.AddSingleton<IStatusBus, ServiceBusStatus>();
        return services;
    }

    private static IServiceCollection AddSteps(this IServiceCollection services, CountmeSettings settings)
    {
        int workers = Math.Max(1, Environment.ProcessorCount / settings.Options.ParallelSteps);
        services.AddSingleton(new CombineOptions());
        services.AddSingleton(new LoadOptions { Workers = workers, RowMemoryBytes = (long)settings.Options.RowMemoryMegabytes << 20 });
        services.AddSingleton<StepSlots>();
        services.AddSingleton<CombineDay>();
        services.AddSingleton<LoadDay>();
        services.AddSingleton<TallyDay>();
        services.AddSingleton<TotalWeek>();
        services.AddSingleton<TrimRaw>();
        services.AddSingleton(provider => new PublishSite(
            provider.GetRequiredService<ITotals>(), provider.GetRequiredService<IPublications>(), settings.Options.Exact));
        return services;
    }

    private static IServiceCollection AddParts(this IServiceCollection services) => services
        .AddSingleton<DayWatch>().AddSingleton<DayWaker>().AddSingleton<RejectLog>().AddSingleton<ReceiveLog>().AddSingleton<LogArrival>()
        .AddSingleton<OpenDays>().AddSingleton<LateWeeks>().AddSingleton<SweepLogs>().AddSingleton<RemoveOldData>()
        .AddSingleton<ApiBoundary>().AddSingleton<ReadTotals>().AddSingleton<ReadWeeks>().AddSingleton<ReadDays>()
        .AddSingleton<ReadUploads>()
        .AddSingleton<ReadHealth>().AddSingleton<Backfills>();

    private static BlobServiceClient BlobsOf(ServiceConnection storage) => storage.ConnectionString is { } connection
        ? new BlobServiceClient(connection)
        : new BlobServiceClient(new Uri($"https://{storage.Host}.blob.core.windows.net"), IdentityOf(storage));

    private static TableServiceClient TablesOf(ServiceConnection storage) => storage.ConnectionString is { } connection
        ? new TableServiceClient(connection)
        : new TableServiceClient(new Uri($"https://{storage.Host}.table.core.windows.net"), IdentityOf(storage));

    private static ServiceBusClient BusOf(ServiceConnection bus) => bus.ConnectionString is { } connection
        ? new ServiceBusClient(connection)
        : new ServiceBusClient(bus.Host, IdentityOf(bus));

    private static DefaultAzureCredential IdentityOf(ServiceConnection connection) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = connection.ClientId });
}
