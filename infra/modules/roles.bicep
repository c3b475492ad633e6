// Who may do what: every role of the pipeline stands here, by name. Each is assigned on the smallest thing that it is needed for.

import { listener, person, proxy } from 'types.bicep'

@description('Name of the account with the logs and the totals.')
param dataAccountName string

@description('Name of the account of the Functions host.')
param hostAccountName string

@description('Name of the namespace of the status bus.')
param busNamespaceName string

@description('Name of the topic of the status bus.')
param busTopicName string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the function app.')
param appName string

@description('Name of the container that logs are uploaded to.')
param logsContainer string

@description('Name of the container of what everybody may see.')
param publicContainer string

@description('Name of the container of logs that were set aside.')
param rejectedContainer string

@description('Name of the container for events that could not be delivered.')
param undeliveredContainer string

@description('Name of the queue of uploads that the app failed on.')
param poisonQueue string

@description('Object id of the identity of the app.')
param appPrincipalId string

@description('Object id of the identity of the topic of upload events.')
param topicPrincipalId string

@description('Hosts that upload logs, each under its own name only.')
param proxies proxy[]

@description('Who runs the pipeline.')
param operators person[]

@description('Programs that follow the status events.')
param listeners listener[]

@description('Who may read the published totals, where not everybody may.')
param readers person[]

var roles = {
  'Azure Service Bus Data Receiver': '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  'Azure Service Bus Data Sender': '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  'Monitoring Reader': '43d0d8ad-25c7-4714-9337-8ba259a9fe05'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  'Storage Table Data Reader': '76199698-9eea-4c19-bc75-cec21354c6b6'
}

resource data 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource logs 'containers' existing = {
      name: logsContainer
    }

    resource published 'containers' existing = {
      name: publicContainer
    }

    resource rejected 'containers' existing = {
      name: rejectedContainer
    }

    resource undelivered 'containers' existing = {
      name: undeliveredContainer
    }
  }

  resource queues 'queueServices' existing = {
    name: 'default'

    resource poisoned 'queues' existing = {
      name: poisonQueue
    }
  }
}

resource host 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostAccountName
}

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: busNamespaceName

  resource status 'topics' existing = {
    name: busTopicName
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

// The app, in the data account: it makes, moves and deletes blobs in every container, and containers that are not there yet; the
// ledger and the totals are tables. Its blob trigger is documented with Owner of blobs; what Owner has above Contributor (ownership,
// access lists and retention locks of blobs) is used by nothing here.
resource appData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Storage Blob Data Contributor', 'Storage Table Data Contributor']: {
    scope: data
    name: guid(data.id, appPrincipalId, roles[role])
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
      description: 'The function app counts.'
    }
  }
]

resource appPoisoned 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data::queues::poisoned
  name: guid(data::queues::poisoned.id, appPrincipalId, roles['Storage Queue Data Contributor'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Queue Data Contributor'])
    description: 'The blob trigger of the function app puts away uploads that it failed on.'
  }
}

// The app, in the host account: what the Functions host (Owner is the least it is documented with) and Durable Functions ask for.
resource appHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']: {
    scope: host
    name: guid(host.id, appPrincipalId, roles[role])
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
      description: 'The Functions host and Durable Functions keep their state.'
    }
  }
]

resource appBus 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: bus::status
  name: guid(bus::status.id, appPrincipalId, roles['Azure Service Bus Data Sender'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Azure Service Bus Data Sender'])
    description: 'The function app tells what happens.'
  }
}

resource appTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, appPrincipalId, roles['Monitoring Metrics Publisher'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Monitoring Metrics Publisher'])
    description: 'The function app sends its telemetry.'
  }
}

resource topicUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data::blobs::undelivered
  name: guid(data::blobs::undelivered.id, topicPrincipalId, roles['Storage Blob Data Contributor'])
  properties: {
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    description: 'Event Grid puts away events that could not be delivered.'
  }
}

var addBlob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
var blobPath = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path'

// No built-in role adds blobs without also reading, replacing and deleting them.
resource addLogs 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'countme-add-logs')
  properties: {
    roleName: 'Countme: add logs (${uniqueString(resourceGroup().id)})'
    description: 'Adds new blobs. Reads, replaces, lists and deletes none.'
    type: 'CustomRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          addBlob
        ]
        notDataActions: []
      }
    ]
  }
}

resource proxyLogs 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for proxy in proxies: {
    scope: data::blobs::logs
    name: guid(data::blobs::logs.id, proxy.principalId, addLogs.id)
    properties: {
      principalId: proxy.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: addLogs.id
      description: '${proxy.host} adds its logs.'
      conditionVersion: '2.0'
      condition: '((!(ActionMatches{\'${addBlob}\'})) OR (@Resource[${blobPath}] StringStartsWith \'${proxy.host}/\'))'
    }
  }
]

// Operators, on containers: they bring in logs after an outage and take care of those that were set aside.
resource operatorLogs 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: data::blobs::logs
    name: guid(data::blobs::logs.id, operator.principalId, roles['Storage Blob Data Contributor'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
      description: 'Operators bring in logs by hand.'
    }
  }
]

resource operatorRejected 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: data::blobs::rejected
    name: guid(data::blobs::rejected.id, operator.principalId, roles['Storage Blob Data Contributor'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
      description: 'Operators look at logs that were set aside.'
    }
  }
]

resource operatorUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: data::blobs::undelivered
    name: guid(data::blobs::undelivered.id, operator.principalId, roles['Storage Blob Data Reader'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Reader'])
      description: 'Operators see which events were not delivered.'
    }
  }
]

resource operatorTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: data
    name: guid(data.id, operator.principalId, roles['Storage Table Data Reader'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Table Data Reader'])
      description: 'Operators read the ledger and the state of days.'
    }
  }
]

resource operatorPoisoned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: data::queues::poisoned
    name: guid(data::queues::poisoned.id, operator.principalId, roles['Storage Queue Data Contributor'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Queue Data Contributor'])
      description: 'Operators read and clear the queue of poisoned uploads.'
    }
  }
]

resource operatorBus 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: bus::status
    name: guid(bus::status.id, operator.principalId, roles['Azure Service Bus Data Receiver'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Azure Service Bus Data Receiver'])
      description: 'Operators follow events and clear dead letters.'
    }
  }
]

// The portal shows a resource, its alerts and its logs only to those who may read it; data is not among what this reads.
resource operatorGroup 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: resourceGroup()
    name: guid(resourceGroup().id, operator.principalId, roles['Monitoring Reader'])
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Monitoring Reader'])
      description: 'Operators see the resources, their alerts, logs and metrics.'
    }
  }
]

// The built-in role for an app also changes its program, which runs with all rights of the app.
resource operateApp 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'countme-operate-app')
  properties: {
    roleName: 'Countme: operate the app (${uniqueString(resourceGroup().id)})'
    description: 'Restarts the function app and reads the keys of its HTTP API. Changes neither program nor settings.'
    type: 'CustomRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        actions: [
          'Microsoft.Web/sites/read'
          'Microsoft.Web/sites/restart/action'
          'Microsoft.Web/sites/host/listkeys/action'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource operatorApp 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: app
    name: guid(app.id, operator.principalId, operateApp.id)
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: operateApp.id
      description: 'Operators restart the app and read its keys.'
    }
  }
]

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' existing = [
  for listener in listeners: {
    parent: bus::status
    name: listener.subscription
  }
]

resource listenerBus 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (listener, index) in listeners: {
    scope: subscriptions[index]
    name: guid(subscriptions[index].id, listener.principalId, roles['Azure Service Bus Data Receiver'])
    properties: {
      principalId: listener.principalId
      principalType: listener.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Azure Service Bus Data Receiver'])
      description: 'A program follows the events of one subscription.'
    }
  }
]

resource readerPublic 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for reader in readers: {
    scope: data::blobs::published
    name: guid(data::blobs::published.id, reader.principalId, roles['Storage Blob Data Reader'])
    properties: {
      principalId: reader.principalId
      principalType: reader.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Reader'])
      description: 'Readers see what is published.'
    }
  }
]
