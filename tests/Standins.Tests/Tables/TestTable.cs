using Azure.Data.Tables;

namespace Countme.Standins.Tests.Tables;

/// <summary>A table of one test, on Azurite; it goes when the test ends.</summary>
public sealed class TestTable : IAsyncLifetime
{
    private readonly string _name = Azurite.NewPrefix() + "Entities";

    internal TableServiceClient Service { get; } = new(Azurite.ConnectionString);

    internal TableClient Client => Service.GetTableClient(_name);

    public async Task InitializeAsync() => await Client.CreateIfNotExistsAsync();

    public async Task DisposeAsync() => await Client.DeleteAsync();
}
