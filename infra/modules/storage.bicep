// Two storage accounts. The data account holds what the pipeline reads and writes; the host account holds what the Functions host
// and Durable Functions keep for themselves. So a role on logs says nothing about the host's keys, and the events of the data
// account are about data alone.

@description('Name of the account with the logs, the totals and everything between.')
param dataAccountName string

@description('Name of the account of the Functions host: the deployed package, leases, the histories of orchestrations.')
param hostAccountName string

@description('Region of both accounts.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Copies that are kept of the data account: LRS in one building, ZRS in three of the same region.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
])
param redundancy string

@description('Lets everybody read the container of published totals without signing in.')
param publishOpenly bool

@description('Keys are the stations, values the names of their containers.')
param containers object

@description('Names of the tables.')
param tables string[]

@description('Name of the container that the package of the function app is deployed to.')
param packageContainer string

@description('Name of the container for events that could not be delivered.')
param undeliveredContainer string

@description('Name of the queue of uploads that the app failed on, as the blob trigger names it.')
param poisonQueue string

@description('Days after which a log is deleted, whatever became of it. More than the keeping time of the app, which deletes earlier.')
@minValue(1)
param logsDeleteAfterDays int

@description('Days after which combined logs and raw parts are deleted, whatever became of them.')
@minValue(1)
param rawDeleteAfterDays int

@description('Days after which logs that were set aside, and events that could not be delivered, are deleted.')
@minValue(1)
param rejectedDeleteAfterDays int

@description('Workspace that is told about every write and delete in the data account.')
param workspaceId string

resource data 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: dataAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: publishOpenly
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

// Deleted means deleted: a log or a pseudonym key that its keeping time has ended must not live on as a version or a soft delete.
resource dataBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: data
  name: 'default'
  properties: {
    isVersioningEnabled: false
    deleteRetentionPolicy: {
      enabled: false
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource stationContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for container in items(containers): {
    parent: dataBlobs
    name: container.value
    properties: {
      publicAccess: container.key == 'public' && publishOpenly ? 'Blob' : 'None'
    }
  }
]

resource undelivered 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: dataBlobs
  name: undeliveredContainer
  properties: {
    publicAccess: 'None'
  }
}

// The blob trigger would make it on the first failure; made here, a role can be given on it.
resource dataQueues 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: data
  name: 'default'
}

resource poisoned 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = {
  parent: dataQueues
  name: poisonQueue
}

resource dataTables 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: data
  name: 'default'
}

resource stationTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for table in tables: {
    parent: dataTables
    name: table
  }
]

// The app deletes what it no longer needs. These rules are the end of every keeping time, should the app not run.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: data
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'logs'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${containers.logs}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: logsDeleteAfterDays
                }
              }
            }
          }
        }
        {
          name: 'raw'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${containers.combined}/'
                '${containers.rawdb}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: rawDeleteAfterDays
                }
              }
            }
          }
        }
        {
          name: 'set-aside'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${containers.rejected}/'
                '${undeliveredContainer}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: rejectedDeleteAfterDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    stationContainers
    undelivered
  ]
}

// One line for each write and delete, with the name of the blob and who did it: what the alert about silent hosts reads.
resource dataWrites 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: dataBlobs
  name: 'writes'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

resource host 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: hostAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: host
  name: 'default'
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: hostBlobs
  name: packageContainer
  properties: {
    publicAccess: 'None'
  }
}

@description('Name of the data account.')
output DATA_ACCOUNT_NAME string = data.name

@description('Resource id of the data account, the source of upload events.')
output DATA_ACCOUNT_ID string = data.id

@description('Address of the blobs of the data account.')
output DATA_BLOB_ENDPOINT string = data.properties.primaryEndpoints.blob

@description('Address of the queues of the data account.')
output DATA_QUEUE_ENDPOINT string = data.properties.primaryEndpoints.queue

@description('Name of the host account.')
output HOST_ACCOUNT_NAME string = host.name

@description('Address of the blobs of the host account.')
output HOST_BLOB_ENDPOINT string = host.properties.primaryEndpoints.blob

@description('Address of the queues of the host account.')
output HOST_QUEUE_ENDPOINT string = host.properties.primaryEndpoints.queue

@description('Address of the tables of the host account.')
output HOST_TABLE_ENDPOINT string = host.properties.primaryEndpoints.table

@description('Address of the container that packages are deployed to.')
output PACKAGE_CONTAINER_URL string = '${host.properties.primaryEndpoints.blob}${package.name}'
