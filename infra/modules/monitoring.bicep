// The workspace that keeps logs and metrics, and Application Insights on top of it.

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param componentName string

@description('Region of both.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Days that logs and metrics are kept. The first 31 cost nothing more.')
@minValue(30)
@maxValue(730)
param keepDays int

@description('Most gigabytes that the workspace takes in a day; more is lost until the next. It bounds the bill, not the work.')
@minValue(1)
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: keepDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

@description('Resource id of the workspace.')
output WORKSPACE_ID string = workspace.id

@description('Name of the workspace.')
output WORKSPACE_NAME string = workspace.name

@description('Name of the Application Insights component.')
output COMPONENT_NAME string = component.name

@description('Where telemetry is sent. It names the place and opens nothing: local authentication is off.')
output COMPONENT_CONNECTION_STRING string = component.properties.ConnectionString
