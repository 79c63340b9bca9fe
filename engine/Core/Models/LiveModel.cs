using StreamGuard.Contracts;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Models;

/// <summary>What a transform asks of the models it scores with, whatever version they are.</summary>
/// <param name="Path">What <c>model:</c> names.</param>
/// <param name="Options">How they are run.</param>
/// <param name="Input">The rows to score.</param>
/// <param name="Format">Finds a format of models.</param>
/// <param name="Columns">The columns a bundle gives; throws a <see cref="ModelException"/> when they are not those of the stream.</param>
internal sealed record ModelUse(string Path, ModelOptions Options, Schema Input, Func<string, IModelFormat?> Format, Func<Bundle, ScoreColumns?> Columns);

/// <summary>A model that is loaded and has run once.</summary>
/// <param name="Place">Where it is from.</param>
/// <param name="Scorer">Scores with it.</param>
/// <param name="Columns">What it gives; null for one whose answers go nowhere.</param>
internal sealed record ReadyModel(ModelPlace Place, Scorer Scorer, ScoreColumns? Columns)
{
    public Bundle Bundle => Scorer.Bundle;

    /// <summary>See <see cref="Bundle.Identity"/>.</summary>
    public string Identity { get; } = Scorer.Bundle.Identity;

    /// <summary>Version and folder, for people.</summary>
    public string Words { get; } = Place.Version is null || Place.Version == Scorer.Bundle.Version ? Scorer.Bundle.Version : $"{Scorer.Bundle.Version} (folder {Place.Version})";
}

/// <summary>
/// The model in force, and the one that is to follow it: loaded, run once and compared with its bundle in the background,
/// while the one in force goes on. What is no good is refused. One thread uses it and takes the next; any may ask it to
/// look for one.
/// </summary>
internal sealed class LiveModel(ModelUse use) : IDisposable
{
    private readonly Lock _lock = new();
    private ReadyModel? _current;
    private ReadyModel? _next;
    private Task _looking = Task.CompletedTask;
    private string? _refused;
    private bool _isDisposed;

    /// <summary>The model in force; null before one was loaded.</summary>
    public ReadyModel? Current => _current;

    /// <summary>Why the last version that was looked at was refused; null when it was not.</summary>
    public string? Refused
    {
        get
        {
            lock (_lock) return _refused;
        }
    }

    /// <summary>The search under way, or the last one.</summary>
    public Task Looking
    {
        get
        {
            lock (_lock) return _looking;
        }
    }

    /// <summary>Loads the first model.</summary>
    /// <param name="saved">The version a checkpoint was taken with; null for the one in force now.</param>
    /// <exception cref="ModelException">It is not there, or no good.</exception>
    public void Start(SavedModel? saved)
    {
        try
        {
            _current = Load(saved is null ? ModelFolder.Resolve(use.Path) : ModelFolder.Of(use.Path, saved.Version));
        }
        catch (BundleFileException error)
        {
            throw new ModelException(saved is null ? error.Message : Gone(saved, error.Message), error);
        }

        if (saved is null || saved.Identity == _current.Identity) return;
        throw new ModelException(Gone(saved, $"what is in '{_current.Place.Folder}' now is another model"));
    }

    /// <summary>Looks in the background whether LATEST names another version, and makes it ready.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_isDisposed || !_looking.IsCompleted) return;
            _looking = Task.Run(Follow);
        }
    }

    /// <summary>Puts the next model in force where one is ready; to be called between two batches.</summary>
    /// <returns>Whether one was.</returns>
    public bool TakeNext()
    {
        ReadyModel? next;
        lock (_lock) (next, _next) = (_next, null);
        if (next is null) return false;
        _current?.Scorer.Dispose();
        _current = next;
        return true;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _current?.Scorer.Dispose();
            _next?.Scorer.Dispose();
            _next = null;
        }
    }

    private string Gone(SavedModel saved, string why) =>
        $"the checkpoint was taken with version '{saved.Version}' of '{use.Path}', and that is gone: {why}. Put it back, or name another with model: and start with --allow-state-loss";

    private void Follow()
    {
        try
        {
            if (!ModelFolder.HasVersions(use.Path)) return;
            var place = ModelFolder.Resolve(use.Path);
            if (IsKnown(place)) return;
            var ready = Load(place);
            lock (_lock)
            {
                if (_isDisposed)
                {
                    ready.Scorer.Dispose();
                    return;
                }

                _next?.Scorer.Dispose();
                (_next, _refused) = (ready, null);
            }
        }
        catch (Exception error)
        {
            // Whatever is wrong with it, the model in force goes on; the reason is shown.
            lock (_lock) _refused = error.Message;
        }
    }

    /// <summary>The bundle there is the one in force, or the one that is to follow. Back to the one in force, none is to follow.</summary>
    private bool IsKnown(ModelPlace place)
    {
        var hash = BundleFolder.HashOf(BundleFolder.Read(place.Folder, BundleFolder.FileName));
        lock (_lock)
        {
            if (Is(_next, place, hash)) return true;
            if (!Is(_current, place, hash)) return false;
            _next?.Scorer.Dispose();
            (_next, _refused) = (null, null);
            return true;
        }
    }

    private static bool Is(ReadyModel? model, ModelPlace place, string hash) => model is not null && model.Place == place && model.Bundle.Sha256 == hash;

    private ReadyModel Load(ModelPlace place)
    {
        var problems = new Problems();
        var bundle = BundleReader.Read(place.Folder, problems) ?? throw new ModelException(problems.All[0].ToString());
        var features = FeatureColumns.Bind(bundle, use.Input, bundle.Location, problems) ?? throw new ModelException(problems.All.First(problem => problem.Severity == Severity.Error).ToString());
        var columns = use.Columns(bundle);
        var format = use.Format(bundle.Options.Model.Format) ?? throw new ModelException($"{bundle.FormatAt}: nothing here reads models of the format '{bundle.Options.Model.Format}'");
        var scorer = new Scorer(LoadedModel.Load(bundle, format, use.Options, use.Format), features, columns?.Outputs ?? []);
        try
        {
            scorer.Warm(1);
            return new ReadyModel(place, scorer, columns);
        }
        catch
        {
            scorer.Dispose();
            throw;
        }
    }
}

/// <summary>The version in force when a checkpoint was taken.</summary>
/// <param name="Version">Name of its folder; null where the bundle has no versions.</param>
/// <param name="Identity">See <see cref="Bundle.Identity"/>.</param>
internal sealed record SavedModel(string? Version, string Identity);
