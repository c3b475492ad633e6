namespace Countme.Infra.Tests;

/// <summary>Who may do what: known roles alone, each on a named thing, and no second way in.</summary>
public sealed class RoleTests
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";
    private const string AddBlobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action";
    private const string BlobPath = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path";

    /// <summary>The built-in roles that may be assigned, with the ids that every directory knows them by.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Azure Service Bus Data Receiver"] = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
        ["Azure Service Bus Data Sender"] = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["Monitoring Reader"] = "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Reader"] = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Storage Table Data Reader"] = "76199698-9eea-4c19-bc75-cec21354c6b6",
    };

    private static BicepFile Roles => BicepFiles.Of("roles");

    [Fact]
    public void RoleIds_OfTheTable_AreTheAllowedOnes() =>
        Assert.Equal(Allowed.OrderBy(role => role.Key), Roles.Variable("roles").Values.OrderBy(role => role.Key));

    [Fact]
    public void Assignments_OfAllTemplates_StandInOneFile() => Assert.All(
        BicepFiles.Templates, file => Assert.Equal(file == Roles, file.ResourcesOf(Assignment).Any()));

    [Fact]
    public void Assignments_Each_HaveScopeReasonAndKnownRole() => Assert.All(Roles.ResourcesOf(Assignment), assignment =>
    {
        Assert.NotEqual("", assignment.Values["scope"]);
        Assert.NotEqual("", assignment.Values["properties.description"]);
        Assert.Matches(
            @"^(subscriptionResourceId\('Microsoft\.Authorization/roleDefinitions', roles\[(role|'[\w ]+')\]\)"
            + @"|addLogs\.id|operateApp\.id)$",
            assignment.Values["properties.roleDefinitionId"]);
    });

    [Fact]
    public void Proxy_Role_AddsBlobsUnderItsHostOnly()
    {
        BicepDeclaration assignment = Assert.Single(Roles.ResourcesOf(Assignment), found => found.Name == "proxyLogs");

        Assert.Contains($"var addBlob = '{AddBlobs}'", File.ReadAllText(Roles.Path), StringComparison.Ordinal);
        Assert.Contains($"var blobPath = '{BlobPath}'", File.ReadAllText(Roles.Path), StringComparison.Ordinal);
        Assert.Equal(["addBlob"], Permissions(RoleOf("addLogs")));
        Assert.Equal("data::blobs::logs", assignment.Values["scope"]);
        Assert.Equal("2.0", assignment.Values["properties.conditionVersion"]);
        Assert.Equal(
            @"((!(ActionMatches{\'${addBlob}\'})) OR (@Resource[${blobPath}] StringStartsWith \'${proxy.host}/\'))",
            assignment.Values["properties.condition"]);
    }

    [Fact]
    public void Operator_OfTheApp_RestartsItAndReadsItsKeys() => Assert.Equal(
        ["Microsoft.Web/sites/host/listkeys/action", "Microsoft.Web/sites/read", "Microsoft.Web/sites/restart/action"],
        Permissions(RoleOf("operateApp")).Order());

    /// <summary>Whole accounts and the group are for the app, and for what no smaller thing can be given on.</summary>
    [Fact]
    public void Assignments_OnWholeAccountsOrTheGroup_AreFew() => Assert.Equal(
        ["appData", "appHost", "operatorGroup", "operatorTables"],
        Roles.ResourcesOf(Assignment)
            .Where(found => found.Values["scope"] is "data" or "host" or "resourceGroup()")
            .Select(found => found.Name)
            .Order());

    [Fact]
    public void App_OnTheBus_SendsToTheTopicOnly()
    {
        BicepDeclaration assignment = Assert.Single(Roles.ResourcesOf(Assignment), found => found.Name == "appBus");

        Assert.Equal("bus::status", assignment.Values["scope"]);
        Assert.Contains("Azure Service Bus Data Sender", assignment.Values["properties.roleDefinitionId"], StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_OfStorage_HaveNoKeysAndNewTls() => Assert.All(
        BicepFiles.Of("storage").ResourcesOf("Microsoft.Storage/storageAccounts"), account =>
    {
        Assert.Equal("false", account.Values["properties.allowSharedKeyAccess"]);
        Assert.Equal("TLS1_2", account.Values["properties.minimumTlsVersion"]);
        Assert.Equal("true", account.Values["properties.supportsHttpsTrafficOnly"]);
        Assert.Contains(account.Values["properties.allowBlobPublicAccess"], (string[])["false", "publishOpenly"]);
    });

    [Fact]
    public void Containers_OfStorage_OpenThePublishedOneOnly()
    {
        var access = BicepFiles.Of("storage")
            .ResourcesOf("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Select(container => container.Values["properties.publicAccess"])
            .ToList();

        Assert.Single(access, "container.key == 'public' && publishOpenly ? 'Blob' : 'None'");
        Assert.All(access, value => Assert.EndsWith("None", value.TrimEnd('\''), StringComparison.Ordinal));
    }

    [Fact]
    public void Bus_Namespace_TakesIdentitiesOnly()
    {
        BicepDeclaration bus = Assert.Single(BicepFiles.Of("bus").ResourcesOf("Microsoft.ServiceBus/namespaces"));

        Assert.Equal("true", bus.Values["properties.disableLocalAuth"]);
        Assert.Equal("1.2", bus.Values["properties.minimumTlsVersion"]);
    }

    [Fact]
    public void Monitoring_Resources_TakeIdentitiesOnly()
    {
        BicepFile file = BicepFiles.Of("monitoring");

        Assert.Equal("true", Assert.Single(file.ResourcesOf("Microsoft.Insights/components")).Values["properties.DisableLocalAuth"]);
        Assert.Equal(
            "true",
            Assert.Single(file.ResourcesOf("Microsoft.OperationalInsights/workspaces")).Values["properties.features.disableLocalAuth"]);
    }

    [Fact]
    public void App_Publishing_HasNoPasswords()
    {
        var ways = BicepFiles.Of("functionApp").ResourcesOf("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.Equal(["ftp", "scm"], ways.Select(way => way.Values["name"]).Order());
        Assert.All(ways, way => Assert.Equal("false", way.Values["properties.allow"]));
    }

    private static BicepDeclaration RoleOf(string name) =>
        Assert.Single(Roles.ResourcesOf("Microsoft.Authorization/roleDefinitions"), role => role.Name == name);

    private static IEnumerable<string> Permissions(BicepDeclaration role) =>
        role.Values
            .Where(value => value.Key.StartsWith("properties.permissions[0].", StringComparison.Ordinal))
            .Select(value => value.Value);
}
