#!/bin/sh
# Subscribes the function app to uploads, after it has been deployed: azd runs this by itself (azure.yaml).
# The key of the webhook goes from the app to the deployment through this process's environment: it is in no file, argument,
# output or deployment history.
set -eu

here=$(dirname "$0")
tries=0
COUNTME_WEBHOOK_KEY=
while [ -z "$COUNTME_WEBHOOK_KEY" ]; do
    COUNTME_WEBHOOK_KEY=$(az functionapp keys list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$RESOURCE_GROUP_NAME" \
        --name "$FUNCTION_APP_NAME" --query systemKeys.blobs_extension --output tsv) || COUNTME_WEBHOOK_KEY=
    [ -n "$COUNTME_WEBHOOK_KEY" ] && break
    tries=$((tries + 1))
    if [ "$tries" -ge 20 ]; then
        echo "subscribe: $FUNCTION_APP_NAME has made no key for its webhook in 5 minutes: look at its log stream, then run" \
            "'azd deploy' again" >&2
        exit 1
    fi
    sleep 15
done
export COUNTME_WEBHOOK_KEY

az deployment group create --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$RESOURCE_GROUP_NAME" --name upload-subscription \
    --parameters "$here/uploadSubscription.bicepparam" --output none
echo "subscribe: uploads to $DATA_ACCOUNT_NAME wake $FUNCTION_APP_NAME"
