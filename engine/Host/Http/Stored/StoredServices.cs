using Microsoft.Extensions.DependencyInjection;

namespace StreamGuard.Host.Http.Stored;

/// <summary>What the endpoints of stored rows, sets and models need.</summary>
internal static class StoredServices
{
    public static void AddStored(this IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<Asker>();
        services.AddSingleton<StoredTables>();
        services.AddSingleton<RowPages>();
        services.AddSingleton<StoredLists>();
        services.AddSingleton<DataFolder>();
        services.AddSingleton<TrainingSets>();
        services.AddSingleton<TrainingRows>();
        services.AddSingleton<ModelFolders>();
    }
}
