// The one identity that the function app runs as. What it may do stands in roles.bicep.

@description('Name of the identity.')
param name string

@description('Region of the identity.')
param location string

@description('Tags put on every resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id of the identity.')
output IDENTITY_ID string = identity.id

@description('Object id that roles are assigned to.')
output IDENTITY_PRINCIPAL_ID string = identity.properties.principalId

@description('Client id by which an app with more than one identity names this one.')
output IDENTITY_CLIENT_ID string = identity.properties.clientId
